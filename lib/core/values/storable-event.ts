import type { LeadEvent } from "@/lib/core/lead-event"

/** The calendar that every column and every screen can hold: years 1 to 9999. */
const EARLIEST = new Date("0001-01-02T00:00:00Z").getTime()
const LATEST = new Date("9999-12-30T00:00:00Z").getTime()

/** What of an event no column can hold, in words; null for an event that can be stored. */
export function unstorableIn({ occurredAt, consents, booking }: LeadEvent): string | null {
  const dates = [occurredAt, ...consents.map(({ givenAt }) => givenAt), booking?.startsAt, booking?.endsAt]
  if (dates.some((date) => date && !isInCalendar(date))) return "a date in it is out of range"
  const amount = booking?.amountMinor ?? 0
  return Number.isSafeInteger(amount) ? null : "an amount in it is out of range"
}

const isInCalendar = (date: Date): boolean => date.getTime() >= EARLIEST && date.getTime() <= LATEST
