import type { Channel } from "@/lib/core/channels"
import type { EventTrust } from "@/lib/core/event-trust"
import type { LeadEvent } from "@/lib/core/lead-event"

/**
 * Whether an erased person came back on their own initiative. They did when they write, call, book or walk in after the erasure, and
 * the event proved itself: signed by its provider, or entered by a colleague or a partner's system. An anonymous browser
 * form does not count, because anyone can post another person's number; neither does what others hand in: a file, a
 * referral, a partner's list, a record of the CRM.
 */
export function isOwnContact(event: LeadEvent, trust: EventTrust, erasedAt: Date): boolean {
  const isOfPerson = event.direction === "inbound" && event.author.role === "person"
  const isBooking = event.kind === "booking_created"
  return (
    trust !== "public" && !HANDED_IN.includes(event.channel) && (isOfPerson || isBooking) && event.occurredAt.getTime() > erasedAt.getTime()
  )
}

const HANDED_IN: readonly Channel[] = ["import", "referral", "partner", "hubspot"]
