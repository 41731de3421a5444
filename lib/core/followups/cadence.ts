import { addDays, dayOf } from "@/lib/core/days"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addWorkingDays, nextWorkingInstant, onDay } from "@/lib/core/working-time/working-time"

/**
 * When the follow-ups of a stage are due. Day 1, 3 and 7 are days after the start, at the same time of day, moved into
 * working hours. Two steps never fall on one day: when holidays push them together, the later one goes a working day
 * further, so that an office that opens after a long weekend does not call a person twice before noon.
 */
export function cadenceDueTimes(calendar: WorkingTime, from: Date, days: readonly number[]): { step: number; dueAt: Date }[] {
  const dues: { step: number; dueAt: Date }[] = []
  for (const step of [...new Set(days)].toSorted((a, b) => a - b)) {
    const wanted = nextWorkingInstant(calendar, onDay(calendar, from, addDays(dayOf(from, calendar.timeZone), step)))
    const last = dues.at(-1)?.dueAt
    const isTooSoon = last !== undefined && dayOf(wanted, calendar.timeZone) <= dayOf(last, calendar.timeZone)
    dues.push({ step, dueAt: isTooSoon ? addWorkingDays(calendar, last, 1) : wanted })
  }
  return dues
}
