import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addWorkingDays } from "@/lib/core/working-time/working-time"

/** When to try again after the last step of a cadence: as long after it as the step was after the one before. */
export function nextAttempt(calendar: WorkingTime, now: Date, cadence: readonly number[]): Date {
  const days = cadence.toSorted((a, b) => a - b)
  const gap = (days.at(-1) ?? 1) - (days.at(-2) ?? 0)
  return addWorkingDays(calendar, now, Math.max(1, gap))
}
