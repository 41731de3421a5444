import { expect, test } from "vitest"
import { readEvent } from "@/lib/leads/ingest/read-event"
import { chatbot } from "./chatbot"
import { DEFAULT_PARSE_SETTINGS, type ChannelAdapter } from "./contract"
import { crisp } from "./crisp"
import { erp } from "./erp"

/** What a channel reads of a person that its sender describes in its own words. */
function personIn(adapter: ChannelAdapter, body: unknown) {
  const outcome = adapter.parse(
    {
      channel: adapter.channel,
      idempotencyKey: "k",
      raw: Buffer.from(JSON.stringify(body)),
      headers: { "content-type": "application/json" },
      receivedAt: new Date("2026-05-03T08:00:00Z"),
    },
    DEFAULT_PARSE_SETTINGS,
  )
  const [event] = outcome.outcome === "events" ? outcome.events : []
  if (!event) throw new Error(JSON.stringify(outcome))
  const { identities } = readEvent(event, null)
  return {
    phone: identities.find(({ kind }) => kind === "phone")?.value,
    email: identities.find(({ kind }) => kind === "email")?.value,
    name: event.fields.find(({ field }) => field === "name")?.value,
    details: event.details,
  }
}

const SENDERS: [string, (person: object) => ReturnType<typeof personIn>][] = [
  ["the ERP", (customer) => personIn(erp, { event_id: "1", event_type: "booking.created", booking: { id: "B1" }, customer })],
  [
    "Crisp's session data",
    (data) =>
      personIn(crisp, { event: "session:set_data", website_id: "w", data: { session_id: "s", data }, timestamp: 1_777_795_200_000 }),
  ],
  [
    "the chatbot",
    (visitor) => personIn(chatbot, { event_id: "1", event_type: "lead.qualified", occurred_at: "2026-05-03T08:00:00Z", visitor }),
  ],
]

test.each(SENDERS)("%s says the person in any words, and the phone's country beside it", (_, read) => {
  expect(read({ phone: "0551112223", country: "Saudi Arabia" })).toMatchObject({ phone: "+966551112223" })
  expect(read({ phone: "551112223", country_code: "+966" })).toMatchObject({ phone: "+966551112223" })
  expect(read({ phone_number: "551112223", country_code: "966", full_name: "Omar Saleh" })).toMatchObject({
    phone: "+966551112223",
    name: "Omar Saleh",
  })
  expect(read({ mobile: "0521112223", first_name: "Omar", last_name: "Saleh" })).toMatchObject({
    phone: "+971521112223",
    name: "Omar Saleh",
  })
  expect(read({ Phone: "0521112223", Name: "Omar", Email: "Omar@Falcon.Example" })).toMatchObject({
    phone: "+971521112223",
    name: "Omar",
    email: "omar@falcon.example",
  })
  expect(read({ whatsapp: "+966551112223" })).toMatchObject({ phone: "+966551112223" })
  expect(read({ phone: { number: "0551112223", countryCode: "SA" } })).toMatchObject({ phone: "+966551112223" })
  expect(read({ name: "Omar" })).toMatchObject({ phone: undefined, name: "Omar" })
})

test("what a chatbot tells of a visitor beyond that stays in the details", () => {
  const [, , [, read] = []] = SENDERS
  expect(read?.({ mobile: "0521112223", loyalty_tier: "gold" }).details).toMatchObject({ visitor: { loyalty_tier: "gold" } })
})
