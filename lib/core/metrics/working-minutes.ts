import { addDays, dayOf, wallClockMs, weekdayOf } from "./days"

/** When somebody is there to answer: minutes of the day by weekday (1 is Monday). A weekday that is left out is free. */
export type OpeningHours = {
  timeZone: string
  days: Readonly<Record<number, { opens: number; closes: number }>>
  holidays: readonly string[]
}

const MINUTE_MS = 60_000
/** Nobody waits longer than this in a number: a year is "never answered" to any reader. */
const DAYS_MAX = 366

/** Whole working minutes between two instants, on the clock on the wall; nothing before opening or after closing counts. */
export const workingMinutesBetween = (from: Date, to: Date, hours: OpeningHours): number => {
  if (to <= from) return 0
  const start = wallClockMs(from, hours.timeZone)
  const end = wallClockMs(to, hours.timeZone)
  const lastDay = dayOf(to, hours.timeZone)
  let total = 0
  let day = dayOf(from, hours.timeZone)
  for (let walked = 0; day <= lastDay && walked < DAYS_MAX; walked += 1, day = addDays(day, 1)) {
    const open = hours.days[weekdayOf(day)]
    if (!open || hours.holidays.includes(day)) continue
    const midnight = Date.parse(day)
    const opens = Math.max(start, midnight + open.opens * MINUTE_MS)
    const closes = Math.min(end, midnight + open.closes * MINUTE_MS)
    if (closes > opens) total += closes - opens
  }
  return Math.floor(total / MINUTE_MS)
}
