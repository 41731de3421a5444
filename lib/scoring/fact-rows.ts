import type { BookingFact, LeadFacts, PhoneFact, VehicleFact } from "@/lib/core/scoring/facts"
import type { FieldObservation } from "@/lib/core/survivorship"

/** The facts of a lead in one database row; instants are in PostgreSQL's ISO form. */
export type FactRow = {
  vehicle: FieldObservation | null
  vehicle_class: FieldObservation | null
  run_started_at: Date | string | null
  phones: PhoneFact[] | null
  bookings: BookingFact[] | null
}

/** Facts compare times as text, so all of them are brought to one form. */
export const factsOf = (row: FactRow): Pick<LeadFacts, "phones" | "vehicles" | "bookings" | "runStartedAt"> => ({
  phones: (row.phones ?? []).map((phone) => ({ ...phone, at: iso(phone.at) })),
  vehicles: [row.vehicle, row.vehicle_class].flatMap((known): VehicleFact[] =>
    known?.value
      ? [
          {
            value: known.value,
            isFromPerson: known.trust !== "profile",
            at: iso(known.observedAt),
            touchpointId: known.touchpointId,
          },
        ]
      : [],
  ),
  bookings: (row.bookings ?? []).map((booking) => ({
    ...booking,
    bookedAt: booking.bookedAt === null ? null : iso(booking.bookedAt),
    statusAt: iso(booking.statusAt),
  })),
  runStartedAt: row.run_started_at === null ? null : iso(row.run_started_at),
})

const iso = (instant: Date | string): string => new Date(instant).toISOString()
