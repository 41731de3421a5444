import type { LeadEvent } from "@/lib/core/lead-event"
import { sha256 } from "@/lib/platform/signature"
import { eventOf } from "../reading/blank-event"
import { cleanJson, cleanText } from "../reading/clean-text"
import { listAt, objectAt } from "../reading/json-body"
import type { ValueReader } from "../reading/value-reader"
import { peopleNamed, personIn, threadOf } from "./person"
import { preferenceClaim } from "./preferences"

/** What is told beside messages: receipts, preferences, calls, and changes of who somebody is. None of it makes a lead but a call. */
type Values = Record<string, unknown>

export function statusEvent(value: Values, status: Values, values: ValueReader): LeadEvent | null {
  const id = cleanText(status["id"], 200)
  const state = cleanText(status["status"], 40)
  if (id === null || state === null) return null
  const person = personIn(value, { phone: status["recipient_id"], user: status["recipient_user_id"] })
  const [error] = listAt(status, "errors").filter((one): one is Values => typeof one === "object" && one !== null)
  return eventOf("botspace", {
    eventKey: `${id}:${state}`,
    kind: "delivery_update",
    direction: "internal",
    occurredAt: values.eventTime("timestamp", status["timestamp"]),
    identities: person.identities,
    conversation: threadOf(value, person),
    details: { status: state, messageId: id, failedReason: cleanText(error?.["title"], 300) },
    notes: values.notes,
    whenUnknown: "keep",
  })
}

/**
 * The person stopped or resumed marketing messages in WhatsApp's own settings. Any other preference stands on the timeline as "not
 * understood" and changes no consent.
 */
export function preferenceEvent(value: Values, preference: Values, values: ValueReader): LeadEvent | null {
  const isMarketing = preference["category"] === "marketing_messages"
  const consents = isMarketing ? preferenceClaim(preference["value"]) : []
  const isKnown = consents.length > 0
  const person = personIn(value, { phone: preference["wa_id"], user: preference["user_id"] })
  if (person.key === null) return null
  const about = isMarketing ? "" : `${cleanText(preference["category"], 60) ?? ""}:`
  return eventOf("botspace", {
    eventKey: `preference:${person.key}:${about}${cleanText(preference["value"], 60)}:${cleanText(preference["timestamp"], 40)}`,
    kind: isKnown ? "contact_updated" : "not_understood",
    direction: "internal",
    occurredAt: values.eventTime("timestamp", preference["timestamp"]),
    text: cleanText(preference["detail"], 300),
    identities: person.identities,
    conversation: threadOf(value, person),
    consents,
    details: isKnown ? { event: "marketing preference" } : { event: "preference", notUnderstood: cleanJson(preference) },
    notes: values.notes,
    whenUnknown: "keep",
  })
}

/** A call counts when it has ended: only then is it known whether anybody answered. */
export function callEvent(value: Values, call: Values, values: ValueReader): LeadEvent | null {
  const id = cleanText(call["id"], 200)
  if (id === null || call["event"] !== "terminate") return null
  const isOurs = call["direction"] === "BUSINESS_INITIATED"
  const seconds = Number(call["duration"] ?? 0)
  const person = personIn(
    value,
    isOurs ? { phone: call["to"], user: call["to_user_id"] } : { phone: call["from"], user: call["from_user_id"] },
  )
  return eventOf("botspace", {
    eventKey: id,
    kind: seconds > 0 ? "call_answered" : isOurs ? "call_ended" : "call_missed",
    direction: isOurs ? "outbound" : "inbound",
    occurredAt: values.eventTime("start_time", call["start_time"] ?? call["timestamp"]),
    author: isOurs ? { role: "agent", name: null } : { role: "person", name: person.name },
    identities: person.identities,
    fields: person.name ? [{ field: "name", value: person.name, trust: "profile" }] : [],
    conversation: threadOf(value, person),
    details: { result: cleanText(call["status"], 40), talkSeconds: seconds },
    notes: values.notes,
    whenUnknown: isOurs ? "keep" : "lead",
  })
}

/** Meta's own id of a person has changed; both are theirs. */
export function userIdEvent(value: Values, update: Values, values: ValueReader): LeadEvent | null {
  const id = objectAt(update, "user_id")
  const [previous, current] = [cleanText(id["previous"], 100), cleanText(id["current"], 100)]
  if (previous === null && current === null) return null
  const person = personIn(value, { phone: update["wa_id"], user: previous ?? current })
  return eventOf("botspace", {
    eventKey: `user-id:${previous}:${current}`,
    kind: "contact_updated",
    direction: "internal",
    occurredAt: values.eventTime("timestamp", update["timestamp"]),
    identities: [
      ...person.identities,
      ...(current === null ? [] : [{ kind: "whatsapp_user" as const, raw: current, source: "provider" as const }]),
    ],
    details: { event: "WhatsApp id changed" },
    notes: values.notes,
    whenUnknown: "keep",
  })
}

/** How colleagues have saved somebody in the phone of the team; an entry that was removed says nothing. */
export function savedContactEvent(value: Values, state: Values, values: ValueReader): LeadEvent | null {
  const contact = objectAt(state, "contact")
  const name = cleanText(contact["full_name"] ?? contact["first_name"], 200)
  const person = personIn(value, { phone: contact["phone_number"], user: contact["user_id"] })
  if (state["type"] !== "contact" || state["action"] === "remove" || name === null || person.key === null) return null
  const timestamp = objectAt(state, "metadata")["timestamp"]
  return eventOf("botspace", {
    eventKey: `saved:${person.key}:${sha256(name).slice(0, 16)}`,
    kind: "contact_updated",
    direction: "internal",
    occurredAt: values.eventTime("timestamp", timestamp),
    identities: person.identities,
    fields: [{ field: "name", value: name, trust: "profile" }],
    details: { event: "saved in the phone of the team" },
    notes: values.notes,
    whenUnknown: "keep",
  })
}

/** A field that no table knows, on the timeline of everybody whom it names, in a list of contacts or anywhere else. */
export function notUnderstood(field: string, value: Values, values: ValueReader): LeadEvent[] {
  const key = sha256(`${field}\n${JSON.stringify(value)}`).slice(0, 32)
  return peopleNamed(value).map((person) =>
    eventOf("botspace", {
      eventKey: `${field}:${key}:${person.key}`,
      kind: "not_understood",
      direction: "internal",
      occurredAt: values.eventTime("timestamp", value["timestamp"]),
      identities: person.identities,
      conversation: threadOf(value, person),
      details: { field, notUnderstood: cleanJson(value) },
      notes: values.notes,
      whenUnknown: "keep",
    }),
  )
}
