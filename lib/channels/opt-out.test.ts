import { expect, test } from "vitest"
import { DEFAULT_PARSE_SETTINGS } from "./contract"
import { botspace } from "./botspace"

const RECEIVED = new Date("2026-03-02T08:00:00Z")

function consentsOf(body: unknown) {
  const delivery = {
    channel: "botspace",
    idempotencyKey: "k",
    raw: Buffer.from(JSON.stringify(body)),
    headers: {},
    receivedAt: RECEIVED,
  } as const
  const outcome = botspace.parse(delivery, DEFAULT_PARSE_SETTINGS)
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

test("START asks for messages again, and says so", () => {
  for (const body of [message("START"), meta("start")])
    expect(consentsOf(body)).toEqual([{ given: true, givenAt: null, textVersion: "START message", purpose: "marketing" }])
})

test("our own words, and sentences that contain the word, take back nothing", () => {
  expect(consentsOf(message("STOP", "outgoing"))).toEqual([])
  expect(consentsOf(message("Can you stop by at five?"))).toEqual([])
})
