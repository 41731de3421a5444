import type { ManualChannel } from "@/lib/core/channels"
import type { FieldClaim, IdentityClaim } from "@/lib/core/lead-event"
import { eventOf } from "./reading/blank-event"
import { cleanJson, cleanText } from "./reading/clean-text"
import type { ChannelAdapter } from "./contract"
import { fieldsAt, phoneCountries } from "./reading/phone-countries"
import { formConsents } from "./reading/form-consents"
import { readJson } from "./reading/json-body"
import { ValueReader } from "./reading/value-reader"
import { sha256 } from "@/lib/platform/signature"

/**
 * Leads that people bring: walk-ins, referrals, partners, a call or a mail taken by hand, an imported row. They come
 * in by the quick-add form and by the REST API, which have checked who is asking; as a webhook they are refused.
 */
export const manual = (channel: ManualChannel): ChannelAdapter => ({
  channel,
  verify: () => ({ ok: false, reason: "this channel takes no webhooks" }),
  idempotencyKey: ({ raw }) => sha256(raw),
  parse: ({ raw, idempotencyKey, receivedAt }, { format }) => {
    const reading = readJson(raw)
    if (!reading.ok || Array.isArray(reading.value))
      return { outcome: "unreadable", reason: reading.ok ? "the body is a list" : reading.reason }
    const body = reading.value
    const text = (key: string, lengthMax: number) => cleanText(body[key], lengthMax)
    const values = new ValueReader(receivedAt, format, reading.notes)
    const occurredAt = values.eventTime("occurredAt", body["occurredAt"])
    const enteredBy = body["enteredBy"]
    const event = eventOf(channel, {
      eventKey: idempotencyKey,
      kind: channel === "walk_in" || channel === "referral" ? channel : "enquiry",
      direction: "inbound",
      occurredAt,
      text: text("message", 10_000),
      identities: identitiesOf(text("phone", 200), text("email", 254), phoneCountries(fieldsAt(body)).countries),
      fields: fieldsOf({
        name: text("name", 200),
        vehicle: text("vehicle", 200),
        country: text("country", 60),
        referred_by: text("referredBy", 200),
      }),
      consents: formConsents(body, occurredAt, values),
      details: { ...enteredDetails(enteredBy), ...otherKeys(body) },
      notes: values.notes,
      whenUnknown: "lead",
    })
    return { outcome: "events", events: [event] }
  },
})

/** Who wrote it down: routing may leave the lead with them. */
function enteredDetails(enteredBy: unknown): Record<string, unknown> {
  if (typeof enteredBy !== "object" || enteredBy === null || !("name" in enteredBy)) return {}
  const isColleague = "kind" in enteredBy && enteredBy.kind === "user" && "id" in enteredBy
  return { enteredBy: cleanText(enteredBy.name, 200), ...(isColleague ? { enteredById: cleanText(enteredBy.id, 40) } : {}) }
}

const identitiesOf = (phone: string | null, email: string | null, countries: readonly string[]): IdentityClaim[] => [
  ...(phone ? [{ kind: "phone" as const, raw: phone, source: "stated" as const, countries }] : []),
  ...(email ? [{ kind: "email" as const, raw: email, source: "stated" as const }] : []),
]

const fieldsOf = (values: Partial<Record<FieldClaim["field"], string | null>>): FieldClaim[] =>
  Object.entries(values).flatMap(([field, value]) =>
    value ? [{ field: field as FieldClaim["field"], value, trust: "stated" as const }] : [],
  )

const KNOWN = new Set([
  "channel",
  "name",
  "phone",
  "email",
  "country",
  "message",
  "vehicle",
  "occurredAt",
  "referredBy",
  "externalId",
  "consent",
  "enteredBy",
])

/** What a sender gave beyond the fields that are known here, for the timeline. */
const otherKeys = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => !KNOWN.has(key))
      .slice(0, 40)
      .map(([key, value]) => [cleanText(key, 100) ?? "", cleanJson(value)]),
  )
