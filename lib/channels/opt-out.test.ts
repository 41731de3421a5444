import { expect, test } from "vitest"
import { DEFAULT_PARSE_SETTINGS } from "./contract"
import { botspace } from "./botspace"
import { crisp } from "./crisp"
import { website } from "./website"

const RECEIVED = new Date("2026-03-02T08:00:00Z")

function consentsOf(body: unknown, adapter = botspace) {
  const delivery = {
    channel: adapter.channel,
    idempotencyKey: "k",
    raw: Buffer.from(JSON.stringify(body)),
    headers: {},
    receivedAt: RECEIVED,
  } as const
  const outcome = adapter.parse(delivery, DEFAULT_PARSE_SETTINGS)
  return outcome.outcome === "events" ? outcome.events.flatMap(({ consents }) => consents) : null
}

const message = (text: string, direction = "incoming") => ({
  direction,
  id: "m1",
  customer: { id: "c1", name: "Layla" },
  phone: { countryCode: "971", phone: "501234567" },
  payload: { type: "text", payload: { text } },
})

const meta = (text: string) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      changes: [{ value: { messages: [{ id: "w1", from: "971501234567", timestamp: "1772438400", type: "text", text: { body: text } }] } }],
    },
  ],
})

const REFUSAL = [{ given: false, givenAt: null, textVersion: null, purpose: "marketing" }]

test("STOP on WhatsApp takes the consent to marketing back, in either shape of body and either language", () => {
  for (const text of ["STOP", "إيقاف"]) {
    expect(consentsOf(message(text))).toEqual(REFUSAL)
    expect(consentsOf(meta(text))).toEqual(REFUSAL)
  }
})

const chat = (content: unknown, from = "user") => ({
  website_id: "w1",
  event: from === "user" ? "message:send" : "message:received",
  data: { session_id: "s1", type: "text", from, content, fingerprint: 1, timestamp: 1_772_438_400_000 },
})

const WISHES = [
  "STOP",
  "Please stop messaging me",
  "إلغاء الاشتراك",
  "Désabonnez-moi",
  "मैसेज मत भेजो",
  "پیغام مت بھیجیں",
  "Отпишите меня",
  "Huwag na po kayong mag text",
]

test("the same wish in a chat or in the message of a form does so too, in every language", () => {
  for (const text of WISHES) {
    expect(consentsOf(chat(text), crisp), text).toEqual(REFUSAL)
    expect(consentsOf({ email: "a@b.ae", message: text }, website), text).toEqual(REFUSAL)
  }
})

test("a wish to stop outweighs the box that the form had ticked", () => {
  expect(consentsOf({ email: "a@b.ae", marketing_consent: "yes", message: "STOP" }, website)).toEqual(REFUSAL)
})

test("an operator's words in a chat, and a question in a form, take back nothing", () => {
  expect(consentsOf(chat("STOP", "operator"), crisp)).toEqual([])
  expect(consentsOf({ email: "a@b.ae", message: "Does the bus stop near your office?" }, website)).toEqual([])
})

test("START asks for messages again, and says so", () => {
  for (const body of [message("START"), meta("start")])
    expect(consentsOf(body)).toEqual([{ given: true, givenAt: null, textVersion: "START message", purpose: "marketing" }])
})

test("our own words, and sentences that contain the word, take back nothing", () => {
  expect(consentsOf(message("STOP", "outgoing"))).toEqual([])
  expect(consentsOf(message("Can you stop by at five?"))).toEqual([])
})
