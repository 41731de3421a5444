import { eventOf } from "@/lib/channels/reading/blank-event"
import type { GivenOutcome } from "@/lib/core/followups/task-states"
import type { Channel, TouchpointKind } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"

/** How a colleague made contact, as touchpoints. `done` is a task without a contact. */
const CONTACTS: Record<Exclude<GivenOutcome, "done">, { channel: Channel; kind: TouchpointKind; result: string }> = {
  called: { channel: "phone", kind: "call_answered", result: "spoke" },
  no_answer: { channel: "phone", kind: "call_ended", result: "no answer" },
  wrong_number: { channel: "phone", kind: "call_ended", result: "wrong number" },
  // WhatsApp is carried by BotSpace; a message from an agent's own phone is the same channel to the person.
  whatsapp_sent: { channel: "botspace", kind: "message", result: "sent" },
  emailed: { channel: "email", kind: "message", result: "sent" },
}

export type ContactMeans = keyof typeof CONTACTS

export const isContact = (outcome: GivenOutcome): outcome is ContactMeans => outcome !== "done"

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
