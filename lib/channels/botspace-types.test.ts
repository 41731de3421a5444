import { expect, test } from "vitest"
import { botspace } from "./botspace"
import { DEFAULT_PARSE_SETTINGS } from "./contract"

function eventOf(type: string, payload: unknown, given: Record<string, unknown> = {}) {
  const body = { id: "b1", direction: "incoming", phone: { countryCode: "971", phone: "521112223" }, payload: { type, payload }, ...given }
  const raw = Buffer.from(JSON.stringify(body))
  const delivery = { channel: "botspace", idempotencyKey: "k", raw, headers: {}, receivedAt: new Date("2026-05-03T08:00:00Z") } as const
  const outcome = botspace.parse(delivery, DEFAULT_PARSE_SETTINGS)
  return outcome.outcome === "events" ? outcome.events[0] : undefined
}

test.each([
  ["reaction", { emoji: "👍", message_id: "w0" }],
  ["reaction", { emoji: "", message_id: "w0" }],
  ["system", { body: "Huda changed her number", type: "user_changed_number" }],
])("a %s happened in the chat and makes no lead: %j", (type, payload) => {
  expect(eventOf(type, payload)).toMatchObject({ kind: "conversation_event", direction: "internal", whenUnknown: "keep" })
})

test.each<[string, unknown, string]>([
  ["location", { latitude: 25.2, longitude: 55.3, name: "Marina" }, "Marina\n25.2, 55.3"],
  ["contacts", [{ name: { formatted_name: "Omar" }, phones: [{ phone: "+966551112223" }] }], "Shared a contact: Omar"],
  ["contacts", { contacts: [{ name: { formatted_name: "Omar" } }] }, "Shared a contact: Omar"],
  ["button_reply", { id: "b", title: "Book now" }, "Book now"],
  ["interactive", { type: "button_reply", button_reply: { id: "b", title: "Book now" } }, "Book now"],
  ["nfm_reply", { response_json: '{"country":"0_Saudi_Arabia"}' }, "country: Saudi Arabia"],
  ["text", { text: "Hello" }, "Hello"],
])("a %s is the person speaking: %j", (type, payload, text) => {
  expect(eventOf(type, payload)).toMatchObject({ kind: "message", direction: "inbound", text, whenUnknown: "lead" })
})

test.each([
  ["5588981112222", "+558881112222"],
  ["558881112222", "+55 88 98111-2222"],
])("a card of %s that says %s is the sender's own", (sender, written) => {
  const card = { name: { formatted_name: "Ana" }, phones: [{ phone: written }], emails: [{ email: "ana@mail.example" }] }
  const event = eventOf("contacts", [card], { phone: `+${sender}` })
  expect(event?.identities.map(({ raw }) => raw)).toContain("ana@mail.example")
})
