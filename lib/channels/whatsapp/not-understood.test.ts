import { expect, test } from "vitest"
import { botspace } from "../botspace"
import { DEFAULT_PARSE_SETTINGS } from "../contract"

const OURS = { display_phone_number: "+971 4 555 0000", phone_number_id: "5" }

function eventsOf(field: string, value: Record<string, unknown>) {
  const body = { object: "whatsapp_business_account", entry: [{ changes: [{ field, value: { metadata: OURS, ...value } }] }] }
  const delivery = {
    channel: "botspace",
    idempotencyKey: "k",
    raw: Buffer.from(JSON.stringify(body)),
    headers: {},
    receivedAt: new Date("2026-05-03T08:00:00Z"),
  } as const
  const outcome = botspace.parse(delivery, DEFAULT_PARSE_SETTINGS)
  return outcome.outcome === "events" ? outcome.events : []
}

const message = (given: Record<string, unknown>) => eventsOf("messages", { messages: [{ id: "w", from: "971521110001", ...given }] })
const NOT_PASSED_ON = { errors: [{ code: 131051, title: "Message type unknown" }] }

test.each<[string, Record<string, unknown>]>([
  ["unsupported", { type: "unsupported", ...NOT_PASSED_ON }],
  ["unknown, as older versions say it", { type: "unknown", ...NOT_PASSED_ON }],
  ["named after itself", { type: "poll_creation", errors: [{ code: "131051" }] }],
  ["without a type", NOT_PASSED_ON],
])("a message that WhatsApp does not pass on is the person speaking: %s", (_, given) => {
  expect(message(given)).toMatchObject([{ kind: "message", direction: "inbound", whenUnknown: "lead" }])
})

test.each(["unknown", "hologram", "constructor", "__proto__"])("the type %s without that error is not understood", (type) => {
  expect(message({ type })).toMatchObject([{ kind: "not_understood", direction: "internal", whenUnknown: "keep" }])
})

test.each<[string, Record<string, unknown>, string[]]>([
  ["a number", { signal: { wa_id: "971521110001", score: 3 } }, ["+971521110001"]],
  ["a sender", { items: [{ from: "971521110001" }, { from: "971521110001" }] }, ["+971521110001"]],
  ["a reader, beside our own number", { from: "97145550000", to: "971521110001" }, ["+971521110001"]],
  ["an id alone", { deep: [{ er: { user_id: "AE.778" } }] }, ["AE.778"]],
  ["two people", { list: [{ wa_id: "971521110001" }, { recipient_id: "966551112223" }] }, ["+971521110001", "+966551112223"]],
  ["a contact", { contacts: [{ wa_id: "971521110001", user_id: "AE.778", profile: { name: "Huda" } }] }, ["+971521110001", "AE.778"]],
  ["nobody", { from: "97145550000", id: "971521110001", user_id: "31337", to: "all" }, []],
])("a field of Meta's that no table knows is on the timeline of whom it names: %s", (_, value, people) => {
  const events = eventsOf("field_of_tomorrow", value)
  expect(events.flatMap(({ identities }) => identities.map(({ raw }) => raw))).toEqual(people)
  for (const event of events) expect(event).toMatchObject({ kind: "not_understood", details: { field: "field_of_tomorrow" } })
})

const preference = (given: Record<string, unknown>) =>
  eventsOf("user_preferences", { user_preferences: [{ wa_id: "971521110001", timestamp: 1777795200, ...given }] })

test("a preference that is neither stop nor resume of marketing changes no consent and stands on the timeline", () => {
  expect(preference({ category: "marketing_messages", value: "stop" })).toMatchObject([
    { kind: "contact_updated", consents: [{ given: false }] },
  ])
  for (const given of [
    { category: "marketing_messages", value: "pause_30_days" },
    { category: "service_messages", value: "stop" },
    { category: "ads" },
  ])
    expect(preference(given)).toMatchObject([
      { kind: "not_understood", consents: [], identities: [{ raw: "+971521110001" }], details: { notUnderstood: given } },
    ])
})

const flow = (response: unknown) =>
  message({ type: "interactive", interactive: { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json: response } } })

test.each<[unknown]>([["{oops"], ['["a","b"]'], ["null"], ['"text"'], [17]])(
  "answers of a Flow that cannot be read are kept: %j",
  (response) => {
    const [event] = flow(response)
    expect(event).toMatchObject({ kind: "message", text: "Sent", details: { notUnderstood: { response_json: response } } })
    expect(event?.notes).toMatchObject([{ problem: "unreadable", text: expect.stringContaining("answers of the form") }])
  },
)

test("answers of a Flow are read as an object, as JSON, and as JSON in JSON", () => {
  const answers = { full_name: "Huda Karim", flow_token: "t" }
  for (const response of [answers, JSON.stringify(answers), JSON.stringify(JSON.stringify(answers))])
    expect(flow(response)).toMatchObject([{ text: "full_name: Huda Karim", fields: [{ field: "name", value: "Huda Karim" }], notes: [] }])
})

test("an id of Meta's in the place of a number is an id", () => {
  expect(message({ from: "AE.778", type: "text", text: { body: "hi" } })).toMatchObject([
    { identities: [{ kind: "whatsapp_user", raw: "AE.778" }], conversation: { externalId: "5:AE.778" } },
  ])
})
