import { POWERS } from "@/lib/core/event-trust"
import { optOutOf } from "@/lib/core/nurture/opt-out"
import { FIRST_STAGE } from "@/lib/core/stages"
import { newId } from "@/lib/platform/ids"
import type { BatchState, LeadRow } from "./batch-state"
import type { ReadEvent } from "./read-event"

/**
 * A lost lead who writes again, or a customer who enquires again after a rental, starts a new run on the same canonical
 * lead. Judged in event time: a message from before the loss reopens nothing. An anonymous form ends no live booking, and
 * the lead that it brings back stays with its owner, who can tell whether it is them.
 */
export function restartPipeline(batch: BatchState, { event, trust }: ReadEvent, lead: LeadRow): void {
  if (lead.kind !== "lead" || event.occurredAt <= lead.stageEnteredAt) return
  const isFromPerson = event.direction === "inbound" && event.author.role === "person"
  if (!isFromPerson || isRefusal(event)) return
  const isFree = POWERS[trust].reopensFreely
  if (!isFree && hasLiveBooking(batch, event, lead)) return
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
    reason: isFree ? "came back with a new enquiry" : "came back by an unsigned form",
    overridden: false,
    createdAt: batch.now,
  })
  if (!isFree) batch.keepOwner.add(lead.id)
  lead.run += 1
  lead.stageId = FIRST_STAGE
  lead.stageEnteredAt = event.occurredAt
  lead.lostReason = null
  lead.lostNote = null
}

/** A message that says "STOP" is not an enquiry. */
const isRefusal = ({ text }: ReadEvent["event"]): boolean => optOutOf(text) === "stop"

const ENQUIRIES = new Set(["form_submitted", "lead_qualified", "walk_in", "referral", "enquiry"])

/** A form is always an enquiry; a message or a call is one only when no rental is booked or running. */
const isNewEnquiry = (batch: BatchState, event: ReadEvent["event"], lead: LeadRow): boolean =>
  ENQUIRIES.has(event.kind) || !hasLiveBooking(batch, event, lead)

const hasLiveBooking = (batch: BatchState, event: ReadEvent["event"], lead: LeadRow): boolean =>
  [...batch.bookings.values()].some(
    ({ leadId, status, endsAt }) => leadId === lead.id && status === "created" && (endsAt === null || endsAt >= event.occurredAt),
  )
