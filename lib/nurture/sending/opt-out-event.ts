import { eventOf } from "@/lib/channels/reading/blank-event"
import type { LeadEvent } from "@/lib/core/lead-event"

/** Unsubscribe by the link in a mail. It is no enquiry and no reply: it opens no lead and notifies no one. */
export const optOutEvent = ({ sendId, at }: { sendId: string; at: Date }): LeadEvent =>
  eventOf("email", {
    eventKey: `unsubscribe:${sendId}:${at.getTime()}`,
    kind: "contact_updated",
    direction: "internal",
    occurredAt: at,
    text: "Unsubscribed",
    author: { role: "person", name: null },
    consents: [{ given: false, givenAt: at, textVersion: null, purpose: "marketing" }],
    details: { optOut: true },
    whenUnknown: "keep",
  })

/** A step that reached the person, as it stands in the history. It is a machine's word, never an agent's attempt. */
export const sentEvent = (given: {
  channel: "email" | "whatsapp"
  sendId: string
  externalId: string | null
  at: Date
  text: string
  details: Record<string, unknown>
}): LeadEvent =>
  eventOf(given.channel === "email" ? "email" : "botspace", {
    eventKey: given.externalId ?? `nurture:${given.sendId}`,
    kind: "message",
    direction: "outbound",
    occurredAt: given.at,
    text: given.text,
    author: { role: "system", name: "Nurture" },
    details: { automated: true, ...given.details },
    whenUnknown: "keep",
  })
