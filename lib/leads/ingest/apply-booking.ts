import type { BookingClaim } from "@/lib/core/lead-event"
import { FIRST_STAGE } from "@/lib/core/stages"
import { newId } from "@/lib/platform/ids"
import { bookingKey, type BookingRow, type BatchState, type LeadRow } from "./batch-state"
import type { ReadEvent } from "./read-event"

/** Order of statuses of one booking at the same instant; otherwise the newer event wins. */
const STATUS_RANK = { created: 0, cancelled: 1, completed: 2 } as const

/** Records the lead's rental history, and wins an open run when the rental system reports a booking. */
export function applyBooking(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  const { event } = read
  const row = event.booking ? recordBooking(batch, read, lead, event.booking) : null
  const isOwnBooking = event.booking?.status === "created" && row?.status !== "cancelled"
  const booking = lead.stageId === FIRST_STAGE ? bookedInThisRun(batch, lead) : isOwnBooking ? row : undefined
  if (booking && lead.kind === "lead" && lead.stageId !== "booked") win(batch, lead, booking)
}

function recordBooking(batch: BatchState, { event, touchpointId }: ReadEvent, lead: LeadRow, claim: BookingClaim): BookingRow {
  const known = batch.bookings.get(claim.externalId)
  const row: BookingRow = known ?? {
    id: newId(),
    leadId: lead.id,
    externalId: claim.externalId,
    status: claim.status,
    amountMinor: null,
    currency: null,
    vehicle: null,
    startsAt: null,
    endsAt: null,
    bookedAt: null,
    statusAt: event.occurredAt,
    touchpointId,
  }
  const isSameInstant = event.occurredAt.getTime() === row.statusAt.getTime()
  const isNewer = event.occurredAt > row.statusAt || (isSameInstant && STATUS_RANK[claim.status] >= STATUS_RANK[row.status])
  if (isNewer) Object.assign(row, { status: claim.status, statusAt: event.occurredAt })
  for (const field of ["amountMinor", "currency", "vehicle", "startsAt", "endsAt"] as const) {
    if (claim[field] !== null && (isNewer || row[field] === null)) Object.assign(row, { [field]: claim[field] })
  }
  if (claim.status === "created") row.bookedAt = event.occurredAt
  batch.bookings.set(claim.externalId, row)
  batch.changedBookings.add(row)
  // A booking event may name another person's number; the booking and its consequences stay with its lead.
  batch.changedLeads.add(row.leadId)
  if (!known) batch.newKeys.add(bookingKey(claim.externalId))
  return row
}

/** For a late enquiry: the booking was stored first, and the event that opened the run is older. */
const bookedInThisRun = (batch: BatchState, lead: LeadRow): BookingRow | undefined =>
  [...batch.bookings.values()].find(
    ({ leadId, status, bookedAt }) => leadId === lead.id && status !== "cancelled" && bookedAt !== null && bookedAt >= lead.stageEnteredAt,
  )

function win(batch: BatchState, lead: LeadRow, booking: BookingRow): void {
  const at = booking.bookedAt ?? booking.statusAt
  batch.stageMoves.push({
    id: newId(),
    leadId: lead.id,
    run: lead.run,
    fromStageId: lead.stageId,
    toStageId: "booked",
    at,
    userId: null,
    via: "erp",
    reason: `booking ${booking.externalId}`,
    overridden: false,
    createdAt: batch.now,
  })
  lead.stageId = "booked"
  lead.stageEnteredAt = at
  lead.lostReason = null
  lead.lostNote = null
}
