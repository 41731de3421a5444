import { eventOf } from "@/lib/channels/reading/blank-event"
import type { Channel, TouchpointKind } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"

export const CONTACT_MEANS = ["called", "no_answer", "whatsapp_sent", "emailed", "wrong_number"] as const
export type ContactMeans = (typeof CONTACT_MEANS)[number]

/** How a colleague made contact, as touchpoints. */
const CONTACTS: Record<ContactMeans, { channel: Channel; kind: TouchpointKind; result: string }> = {
  called: { channel: "phone", kind: "call_answered", result: "spoke" },
  no_answer: { channel: "phone", kind: "call_ended", result: "no answer" },
  wrong_number: { channel: "phone", kind: "call_ended", result: "wrong number" },
  // WhatsApp is carried by BotSpace; a message from an agent's own phone is the same channel to the person.
  whatsapp_sent: { channel: "botspace", kind: "message", result: "sent" },
  emailed: { channel: "email", kind: "message", result: "sent" },
}

/** Whether the person was spoken to, so that the contact reached them. */
export const isReaching = (means: ContactMeans): boolean => CONTACTS[means].kind === "call_answered"

/** A logged contact is an event like any other: it counts as an attempt and is in the history. */
export function contactEvent(given: { means: ContactMeans; key: string; at: Date; by: string; note: string | null }): LeadEvent {
  const { channel, kind, result } = CONTACTS[given.means]
  return eventOf(channel, {
    eventKey: `logged:${given.key}`,
    kind,
    direction: "outbound",
    occurredAt: given.at,
    text: given.note,
    author: { role: "agent", name: given.by },
    details: { logged: true, result },
    whenUnknown: "keep",
  })
}
