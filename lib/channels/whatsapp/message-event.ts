import type { Attribution, LeadEvent } from "@/lib/core/lead-event"
import { digitsOf } from "@/lib/core/identity/text"
import { eventOf } from "../reading/blank-event"
import { cleanJson, cleanText } from "../reading/clean-text"
import { objectAt } from "../reading/json-body"
import { optOutClaims } from "../reading/opt-out-claims"
import type { ValueReader } from "../reading/value-reader"
import { contentOf, meaningOf } from "./message-types"
import { ownNumber, personIn, threadOf } from "./person"
import { systemMessage } from "./system-message"

type Values = Record<string, unknown>

/** Where a message was found: live from the person, live from a colleague's phone, or in the old messages of a new account. */
export type MessageSource = "live" | "echo" | "history"

/**
 * One message as an event. The person speaks only by what is known to be speech: what happened in the chat and what is not
 * understood stand on the timeline of a person who is known, start no clock and make no lead.
 */
export function messageEvent(value: Values, message: Values, source: MessageSource, values: ValueReader): LeadEvent | null {
  const id = cleanText(message["id"], 200)
  if (id === null) return null
  const isOurs = source === "echo" || (source === "history" && isFromUs(value, message))
  const person = personIn(
    value,
    isOurs ? { phone: message["to"], user: message["to_user_id"] } : { phone: message["from"], user: message["from_user_id"] },
  )
  const meaning = meaningOf(message)
  const content = contentOf(message)
  const isSaid = meaning === "speech" || meaning === "edit"
  const system = message["type"] === "system" ? systemMessage(objectAt(message, "system")) : null
  return eventOf("botspace", {
    eventKey: id,
    kind:
      meaning === "speech"
        ? "message"
        : meaning === "edit"
          ? "message_edited"
          : meaning === "unknown"
            ? "not_understood"
            : (system?.kind ?? "conversation_event"),
    direction: !isSaid ? "internal" : isOurs ? "outbound" : "inbound",
    occurredAt: values.eventTime("timestamp", message["timestamp"]),
    text: content.text,
    typed: content.typed,
    author: isSaid ? (isOurs ? { role: "agent", name: null } : { role: "person", name: person.name }) : { role: "system", name: null },
    identities: [...person.identities, ...(isOurs ? [] : content.identities), ...(system?.identities ?? [])],
    fields: isOurs ? [] : fieldsOf(person, content.fields),
    conversation: threadOf(value, person),
    attribution: referralOf(objectAt(message, "referral")),
    consents: isSaid && !isOurs && content.details["forwarded"] !== true ? optOutClaims(content.text) : (system?.consents ?? []),
    attachments: content.attachments,
    details: {
      ...content.details,
      username: person.username,
      group: cleanText(message["group_id"], 100),
      ...(meaning === "unknown" ? { notUnderstood: cleanJson(message) } : {}),
      ...(source === "live" ? {} : { source: source === "echo" ? "sent from the WhatsApp app" : "chat history" }),
    },
    notes: [...values.notes, ...content.notes],
    whenUnknown: source === "live" && meaning === "speech" ? "lead" : "keep",
  })
}

/** Answers of a form in the chat count as said; the profile's name is what the account calls itself. */
const fieldsOf = ({ name }: { name: string | null }, answered: LeadEvent["fields"]): LeadEvent["fields"] => [
  ...(name ? [{ field: "name" as const, value: name, trust: "profile" as const }] : []),
  ...answered,
]

function isFromUs(value: Values, message: Values): boolean {
  const ours = ownNumber(value)
  return ours !== "" && digitsOf(cleanText(message["from"]) ?? "") === ours
}

/** The ad that the person came from; only on the first message after the click. */
function referralOf(referral: Values): Attribution | null {
  const text = (key: string) => cleanText(referral[key], 512) ?? undefined
  if (Object.keys(referral).length === 0) return null
  return {
    adId: text("source_id"),
    ctwaClid: text("ctwa_clid"),
    landingPage: text("source_url"),
    utmContent: text("headline"),
  }
}
