import { normalisePhone } from "@/lib/core/identity/phone"
import type { ReadingFormat } from "@/lib/core/input-format"
import type { Attribution, LeadEvent } from "@/lib/core/lead-event"
import { eventOf } from "./blank-event"
import { cleanText } from "./clean-text"
import { listAt, objectAt } from "./json-body"
import { optOutClaims } from "./opt-out-claims"
import { ValueReader } from "./value-reader"

/**
 * WhatsApp in Meta's own shape. One body may hold several entries, changes, messages and statuses, and all of them
 * count. The phone may be missing: people with a username are known by a business-scoped id alone.
 */
export const isMetaBody = (body: Record<string, unknown>): boolean => body["object"] === "whatsapp_business_account"

/** A message that stands twice in one body is one event. */
export function metaEvents(body: Record<string, unknown>, receivedAt: Date, format: ReadingFormat): LeadEvent[] {
  const events = listAt(body, "entry")
    .flatMap((entry) => listAt(entry, "changes"))
    .map((change) => objectAt(change, "value"))
    .flatMap((value) => [
      ...listAt(value, "messages").flatMap((message) => messageEvent(value, objectOf(message), new ValueReader(receivedAt, format)) ?? []),
      ...listAt(value, "statuses").flatMap((status) => statusEvent(value, objectOf(status), new ValueReader(receivedAt, format)) ?? []),
    ])
  return [...new Map(events.map((event) => [event.eventKey, event])).values()]
}

function messageEvent(value: Record<string, unknown>, message: Record<string, unknown>, values: ValueReader): LeadEvent | null {
  const id = cleanText(message?.["id"], 200)
  if (id === null) return null
  const from = cleanText(message["from"], 40)
  const contact = contactOf(value, from, message["from_user_id"])
  const phone = cleanText(contact["wa_id"], 40) ?? from
  const user = cleanText(message["from_user_id"], 100) ?? cleanText(contact["user_id"], 100)
  const name = cleanText(objectAt(contact, "profile")["name"], 200)
  return eventOf("botspace", {
    eventKey: id,
    kind: "message",
    direction: "inbound",
    occurredAt: values.eventTime("timestamp", message["timestamp"]),
    text: textOf(message),
    author: { role: "person", name },
    identities: [
      ...(phone ? [{ kind: "phone" as const, raw: `+${phone.replace(/^\+/, "")}`, source: "provider" as const }] : []),
      ...(user ? [{ kind: "whatsapp_user" as const, raw: user, source: "provider" as const }] : []),
    ],
    fields: name ? [{ field: "name", value: name, trust: "profile" }] : [],
    conversation: { provider: "botspace", externalId: threadOf(value, phone ?? user ?? id), url: null },
    attribution: referralOf(objectAt(message, "referral")),
    consents: optOutClaims(textOf(message)),
    details: { type: cleanText(message["type"], 40) },
    notes: values.notes,
    whenUnknown: "lead",
  })
}

/** The contact that a message is from. Its id and the sender may be two spellings of one line. */
function contactOf(value: Record<string, unknown>, from: string | null, userId: unknown): Record<string, unknown> {
  const contacts = listAt(value, "contacts").map(objectOf)
  const lineOf = (number: unknown): string | null => {
    const [reading] = normalisePhone(`+${cleanText(number, 40) ?? ""}`, { vouched: true })
    return reading?.ok ? reading.e164 : null
  }
  const line = lineOf(from)
  return (
    contacts.find((one) => one["wa_id"] === from || (userId !== undefined && one["user_id"] === userId)) ??
    contacts.find((one) => line !== null && lineOf(one["wa_id"]) === line) ??
    {}
  )
}

function statusEvent(value: Record<string, unknown>, status: Record<string, unknown>, values: ValueReader): LeadEvent | null {
  const id = cleanText(status?.["id"], 200)
  const state = cleanText(status?.["status"], 40)
  const recipient = cleanText(status?.["recipient_id"], 40)
  if (id === null || state === null) return null
  return eventOf("botspace", {
    eventKey: `${id}:${state}`,
    kind: "delivery_update",
    direction: "internal",
    occurredAt: values.eventTime("timestamp", status["timestamp"]),
    identities: recipient ? [{ kind: "phone", raw: `+${recipient}`, source: "provider" }] : [],
    conversation: recipient ? { provider: "botspace", externalId: threadOf(value, recipient), url: null } : null,
    details: { status: state, messageId: id },
    notes: values.notes,
    whenUnknown: "keep",
  })
}

const threadOf = (value: Record<string, unknown>, person: string): string =>
  `${cleanText(objectAt(value, "metadata")["phone_number_id"], 60) ?? "whatsapp"}:${person}`

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}

function textOf(message: Record<string, unknown>): string | null {
  const type = cleanText(message["type"], 40) ?? ""
  const body = objectAt(message, type)
  const reply = objectAt(body, cleanText(body["type"], 40) ?? "")
  return cleanText(body["body"] ?? body["caption"] ?? body["text"] ?? reply["title"] ?? body["name"] ?? body["emoji"])
}

/** The ad that the person came from; only on the first message after the click. */
function referralOf(referral: Record<string, unknown>): Attribution | null {
  const text = (key: string) => cleanText(referral[key], 512) ?? undefined
  if (Object.keys(referral).length === 0) return null
  return {
    adId: text("source_id"),
    ctwaClid: text("ctwa_clid"),
    landingPage: text("source_url"),
    utmContent: text("headline"),
  }
}
