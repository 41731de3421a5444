import type { Channel } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"

/** An empty lead event; an adapter fills in what its provider sent. */
export const eventOf = (
  channel: Channel,
  given: Partial<Omit<LeadEvent, "channel">> & Pick<LeadEvent, "eventKey" | "kind" | "direction" | "occurredAt" | "whenUnknown">,
): LeadEvent => ({
  channel,
  text: null,
  author: { role: given.direction === "inbound" ? "person" : given.direction === "outbound" ? "agent" : "system", name: null },
  identities: [],
  fields: [],
  conversation: null,
  attribution: null,
  consents: [],
  booking: null,
  attachments: [],
  details: {},
  notes: [],
  ...given,
})
