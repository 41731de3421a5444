import type { Attachment, FieldClaim, IdentityClaim, LeadEvent } from "@/lib/core/lead-event"
import { readForm } from "@/lib/core/forms/read-form"
import { eventOf } from "./reading/blank-event"
import { cleanJson, cleanText, cleanUrl } from "./reading/clean-text"
import type { ParseOutcome, ParseSettings, StoredDelivery } from "./contract"
import { formIdentities, formName } from "./reading/form-claims"
import { formAttribution } from "./reading/form-attribution"
import { optOutClaims } from "./reading/opt-out-claims"
import { listAt, objectAt, readJson } from "./reading/json-body"
import { ValueReader } from "./reading/value-reader"

/**
 * What Crisp's events mean. `message:send` is the visitor and `message:received` the operator or a bot, whatever the
 * names suggest; `data.from` confirms it. Every event of a session makes or joins its conversation, since website
 * hooks never send the one that opens it.
 */
export function parseCrisp({ raw, idempotencyKey, receivedAt }: StoredDelivery, { format }: ParseSettings): ParseOutcome {
  const reading = readJson(raw)
  if (!reading.ok || Array.isArray(reading.value))
    return { outcome: "unreadable", reason: reading.ok ? "the body is a list" : reading.reason }
  const name = cleanText(reading.value["event"], 100)
  if (name === null) return { outcome: "unreadable", reason: "there is no event name" }
  const data = objectAt(reading.value, "data")
  const session = cleanText(data["session_id"], 100)
  if (session === null && !name.startsWith("people:profile"))
    return { outcome: "ignored", reason: `the event "${name}" belongs to no conversation` }
  const values = new ValueReader(receivedAt, format, reading.notes)
  const base: Base = {
    eventKey: idempotencyKey,
    name,
    data,
    session,
    websiteId: cleanText(reading.value["website_id"] ?? data["website_id"], 60),
    occurredAt: values.eventTime("timestamp", data["timestamp"] ?? reading.value["timestamp"]),
  }
  const read = READERS.find(([prefix]) => name.startsWith(prefix))?.[1]
  const event = read?.(base) ?? null
  return event === null
    ? { outcome: "ignored", reason: `the event "${name}" says nothing about a lead` }
    : { outcome: "events", events: [{ ...event, notes: values.notes }] }
}

type Base = {
  eventKey: string
  name: string
  data: Record<string, unknown>
  session: string | null
  websiteId: string | null
  occurredAt: Date
}

const common = ({
  eventKey,
  occurredAt,
  session,
  websiteId,
}: Base): Pick<LeadEvent, "eventKey" | "occurredAt" | "identities" | "conversation"> => ({
  eventKey,
  occurredAt,
  identities: session === null ? [] : [{ kind: "crisp_session", raw: session, source: "provider" }],
  conversation:
    session === null
      ? null
      : {
          provider: "crisp",
          externalId: session,
          url:
            websiteId === null
              ? null
              : `https://app.crisp.chat/website/${encodeURIComponent(websiteId)}/inbox/${encodeURIComponent(session)}/`,
        },
})

function messageEvent(base: Base): LeadEvent | null {
  const { name, data } = base
  const isEdit = name === "message:updated"
  if (!isEdit && name !== "message:send" && name !== "message:received") return null
  const isVisitor = isEdit ? false : data["from"] === "user" || (data["from"] === undefined && name === "message:send")
  const isNote = data["type"] === "note"
  const isBot = data["automated"] === true
  const user = objectAt(data, "user")
  const nickname = realName(user["nickname"])
  const answered = isEdit ? answerOf(data["content"]) : null
  const isAnswer = answered !== null
  const typed = isEdit || typeof data["content"] !== "string" ? typedIn(data["content"]) : undefined
  const { text, attachments } = isAnswer ? { text: answered, attachments: [] } : contentOf(data["content"])
  return eventOf("crisp", {
    ...common(base),
    kind: isEdit ? "message_edited" : "message",
    direction: isVisitor || isAnswer ? "inbound" : isNote || isEdit ? "internal" : "outbound",
    text,
    typed,
    author: {
      role: isVisitor || isAnswer ? "person" : isBot ? "bot" : isEdit ? "system" : "agent",
      name: isVisitor ? nickname : cleanText(user["nickname"], 200),
    },
    consents: isVisitor || isAnswer ? optOutClaims(text) : [],
    fields: isVisitor && nickname ? [{ field: "name", value: nickname, trust: "profile" }] : [],
    attachments,
    details: {
      type: cleanText(data["type"], 40),
      origin: cleanText(data["origin"], 100),
      note: isNote || undefined,
      fingerprint: cleanText(data["fingerprint"], 40),
    },
    whenUnknown: isVisitor ? "unidentified" : "keep",
  })
}

/** What a visitor filled into a field or chose from a picker; an operator's edit of either is no answer. */
function answerOf(content: unknown): string | null {
  const body = typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {}
  const chosen = listAt(body, "choices").flatMap((choice) =>
    typeof choice === "object" && choice !== null && "selected" in choice && choice.selected === true && "label" in choice
      ? [String(choice.label)]
      : [],
  )
  return cleanText(body["value"]) ?? cleanText(chosen.join(", "))
}

/** A field's value is typed; the label of a choice is ours. */
const typedIn = (content: unknown): string | null => cleanText(objectAt({ content }, "content")["value"])

/** Text, a file, a voice message, or what a field or picker says. */
function contentOf(content: unknown): { text: string | null; attachments: Attachment[] } {
  if (typeof content === "string") return { text: cleanText(content), attachments: [] }
  const body = typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {}
  const url = cleanUrl(body["url"])
  const said = answerOf(content) ?? cleanText(body["text"])
  return { text: said, attachments: url ? [{ url, name: cleanText(body["name"], 200), contentType: cleanText(body["type"], 100) }] : [] }
}

function sessionEvent(base: Base): LeadEvent {
  const { name, data } = base
  const identities: IdentityClaim[] = common(base).identities
  const fields: FieldClaim[] = []
  const custom = objectAt(data, "data")
  const form = readForm(custom)
  const email = name === "session:set_email" ? cleanText(data["email"], 254) : null
  const phone = name === "session:set_phone" ? cleanText(data["phone"], 100) : null
  const nickname = realName(name === "session:set_nickname" ? data["nickname"] : formName(form))
  identities.push(...formIdentities(form).map((claim) => ({ ...claim, source: "profile" as const })))
  if (email) identities.push({ kind: "email", raw: email, source: "profile" })
  if (phone) identities.push({ kind: "phone", raw: phone, source: "profile" })
  if (nickname) fields.push({ field: "name", value: nickname, trust: name === "session:set_nickname" ? "profile" : "stated" })
  const country = cleanText(objectAt(data, "geolocation")["country"], 60)
  if (country) fields.push({ field: "country", value: country, trust: "profile" })
  const isContact = /^session:set_(email|phone|nickname|address|data)$/.test(name)
  return eventOf("crisp", {
    ...common(base),
    identities,
    fields,
    kind: isContact ? "contact_updated" : "conversation_event",
    direction: "internal",
    attribution: attributionOf(base, custom),
    details: { event: name, ...detailsOf(name, data) },
    whenUnknown: "unidentified",
  })
}

function profileEvent(base: Base): LeadEvent | null {
  const { data } = base
  const peopleId = cleanText(data["people_id"], 100)
  const person = objectAt(data, "person")
  const email = cleanText(data["email"] ?? person["email"], 254)
  const phone = cleanText(data["phone"] ?? person["phone"], 100)
  const nickname = realName(data["nickname"] ?? person["nickname"])
  if (peopleId === null && email === null && phone === null) return null
  const identities: IdentityClaim[] = [...common(base).identities]
  if (email) identities.push({ kind: "email", raw: email, source: "profile" })
  if (phone) identities.push({ kind: "phone", raw: phone, source: "profile" })
  if (peopleId) identities.push({ kind: "crisp_person", raw: peopleId, source: "provider" })
  return eventOf("crisp", {
    ...common(base),
    identities,
    fields: nickname ? [{ field: "name", value: nickname, trust: "profile" }] : [],
    kind: "contact_updated",
    direction: "internal",
    details: { event: base.name },
    whenUnknown: "keep",
  })
}

/** A site pushes its campaign as session data; the pages visited carry it in their address. */
function attributionOf({ data }: Base, custom: Record<string, unknown>): LeadEvent["attribution"] {
  const pages = listAt(data, "pages")
  const first = pages[0]
  const pageUrl = cleanUrl(typeof first === "object" && first !== null && "page_url" in first ? first.page_url : null)
  if (pageUrl === null) return formAttribution(custom)
  const referrer = typeof first === "object" && first !== null && "page_referrer" in first ? first.page_referrer : undefined
  return formAttribution({ ...Object.fromEntries(new URL(pageUrl).searchParams), landing_page: pageUrl, referrer })
}

function detailsOf(name: string, data: Record<string, unknown>): Record<string, unknown> {
  const shown = ["state", "segments", "subject", "address", "is_blocked", "routing_id", "operator", "data", "pages"]
  return Object.fromEntries(
    shown.filter((key) => Object.hasOwn(data, key) && name.startsWith("session:")).map((key) => [key, cleanJson(data[key], 4)]),
  )
}

/** `visitor493603` is Crisp's word for nobody. */
function realName(value: unknown): string | null {
  const name = cleanText(value, 200)
  return name === null || /^visitor\d*$/i.test(name) ? null : name
}

const READERS: readonly [string, (base: Base) => LeadEvent | null][] = [
  ["message:", messageEvent],
  ["people:profile", profileEvent],
  ["session:", sessionEvent],
]
