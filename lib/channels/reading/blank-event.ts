import type { Channel } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"

/** A lead event with nothing said yet; an adapter fills in what its provider told. */
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
