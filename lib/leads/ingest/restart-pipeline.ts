import { FIRST_STAGE } from "@/lib/core/stages"
import { newId } from "@/lib/platform/ids"
import type { BatchState, LeadRow } from "./batch-state"
import type { ReadEvent } from "./read-event"

/**
 * A lost lead who writes again, or a customer who enquires again after a rental, starts a new run on the same canonical
 * lead. Judged in event time: a message from before the loss reopens nothing.
 */
export function restartPipeline(batch: BatchState, { event }: ReadEvent, lead: LeadRow): void {
  if (lead.kind !== "lead" || event.occurredAt <= lead.stageEnteredAt) return
  const isFromPerson = event.direction === "inbound" && event.author.role === "person"
  if (!isFromPerson || isRefusal(event)) return
  const isBack = lead.stageId === "lost" || (lead.stageId === "booked" && isNewEnquiry(batch, event, lead))
  if (!isBack) return
  batch.stageMoves.push({
    id: newId(),
    leadId: lead.id,
    run: lead.run + 1,
    fromStageId: lead.stageId,
    toStageId: FIRST_STAGE,
    at: event.occurredAt,
    userId: null,
    via: "intake",
    reason: "came back with a new enquiry",
    overridden: false,
    createdAt: batch.now,
  })
  lead.run += 1
  lead.stageId = FIRST_STAGE
  lead.stageEnteredAt = event.occurredAt
  lead.lostReason = null
  lead.lostNote = null
}

/** A message that says "STOP" is not an enquiry. */
const isRefusal = ({ kind, consents }: ReadEvent["event"]): boolean => kind === "message" && consents.some(({ given }) => !given)

const ENQUIRIES = new Set(["form_submitted", "lead_qualified", "walk_in", "referral", "enquiry"])

/** A form is always an enquiry; a message or a call is one only when no rental is booked or running. */
function isNewEnquiry(batch: BatchState, event: ReadEvent["event"], lead: LeadRow): boolean {
  if (ENQUIRIES.has(event.kind)) return true
  const own = [...batch.bookings.values()].filter(({ leadId }) => leadId === lead.id)
  return !own.some((booking) => booking.status === "created" && (booking.endsAt === null || booking.endsAt >= event.occurredAt))
}
