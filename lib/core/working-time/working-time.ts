import { addDays, dayOf, wallClockMs, weekdayOf } from "@/lib/core/days"
import { DAY_MS, MINUTE_MS } from "@/lib/core/time"
import { WEEKDAYS, type Span, type WorkingTime } from "./calendar"
import { instantAt } from "@/lib/core/zone-offset"

/**
 * Arithmetic in working time. A span includes its first minute and excludes its last. Spans are in the calendar's zone,
 * so a clock change makes that one day shorter or longer and nothing else. A calendar that is closed for more than a
 * year has no next working instant: the given instant is returned, since a wrong due date is better than a follow-up
 * that never comes.
 */
const DAYS_SEARCHED_MAX = 400
type Interval = { start: number; end: number }

/** Computing a span needs a time-zone look-up, and the same few days are asked for all the time. */
const known = new WeakMap<WorkingTime, Map<string, Interval[]>>()
const DAYS_KEPT_MAX = 2_000

/** The working spans of a local day as instants, in order. */
export function workingSpans(calendar: WorkingTime, day: string): readonly Interval[] {
  const days = known.get(calendar) ?? new Map<string, Interval[]>()
  known.set(calendar, days)
  const found = days.get(day)
  if (found) return found
  const spans = hoursOf(calendar, day).flatMap(({ from, to }) => {
    const interval = { start: instantOf(calendar.timeZone, day, from), end: instantOf(calendar.timeZone, day, to) }
    // A span inside the hour that a clock skips does not exist.
    return interval.end > interval.start ? [interval] : []
  })
  if (days.size >= DAYS_KEPT_MAX) days.clear()
  days.set(day, spans)
  return spans
}

/** The hours of a day: none on a holiday, those of a special period, otherwise those of its weekday. */
function hoursOf({ week, holidays, stretches }: WorkingTime, day: string): readonly Span[] {
  if (holidays.some((holiday) => holiday.day === day)) return []
  const weekday = WEEKDAYS[weekdayOf(day) - 1] ?? "mon"
  const stretch = stretches.find(({ from, to }) => from <= day && day <= to)
  return stretch?.week[weekday] ?? week[weekday]
}

/** The instant itself within working hours, otherwise the start of the next span. */
export function nextWorkingInstant(calendar: WorkingTime, at: Date): Date {
  const from = at.getTime()
  for (const { start, end } of spansFrom(calendar, at)) {
    if (end > from) return new Date(Math.max(start, from))
  }
  return new Date(from)
}

/** The instant at which so many minutes of work have passed since `at`; never before `at`. */
export function addWorkingMinutes(calendar: WorkingTime, at: Date, minutes: number): Date {
  let left = Math.max(0, minutes) * MINUTE_MS
  for (const { start, end } of spansFrom(calendar, at)) {
    const begin = Math.max(start, at.getTime())
    if (end <= begin) continue
    if (left < end - begin || (left === 0 && begin < end)) return new Date(begin + left)
    left -= end - begin
  }
  return new Date(at.getTime() + Math.max(0, minutes) * MINUTE_MS)
}

/** The instant from which so many working minutes lead to `at`: the cut-off for "overdue by four hours". */
export function subtractWorkingMinutes(calendar: WorkingTime, at: Date, minutes: number): Date {
  let left = Math.max(0, minutes) * MINUTE_MS
  const today = dayOf(at, calendar.timeZone)
  for (let back = 0; back < DAYS_SEARCHED_MAX; back += 1) {
    for (const { start, end } of workingSpans(calendar, addDays(today, -back)).toReversed()) {
      const finish = Math.min(end, at.getTime())
      if (finish <= start) continue
      if (left <= finish - start) return new Date(finish - left)
      left -= finish - start
    }
  }
  return new Date(at.getTime() - Math.max(0, minutes) * MINUTE_MS)
}

/** The same time of day so many working days later, moved into that day's hours. */
export function addWorkingDays(calendar: WorkingTime, at: Date, days: number): Date {
  let day = dayOf(at, calendar.timeZone)
  let left = Math.max(0, Math.floor(days))
  for (let searched = 0; left > 0 && searched < DAYS_SEARCHED_MAX; searched += 1) {
    day = addDays(day, 1)
    if (workingSpans(calendar, day).length > 0) left -= 1
  }
  return nextWorkingInstant(calendar, onDay(calendar, at, day))
}

/** Working minutes between two instants, as a fraction; 0 when the second is not after the first. */
export function workingMinutesBetween(calendar: WorkingTime, from: Date, to: Date): number {
  if (to <= from) return 0
  const last = dayOf(to, calendar.timeZone)
  let total = 0
  for (let day = dayOf(from, calendar.timeZone); day <= last; day = addDays(day, 1)) {
    for (const { start, end } of workingSpans(calendar, day)) {
      total += Math.max(0, Math.min(end, to.getTime()) - Math.max(start, from.getTime()))
    }
  }
  return total / MINUTE_MS
}

export const isWorking = (calendar: WorkingTime, at: Date): boolean =>
  workingSpans(calendar, dayOf(at, calendar.timeZone)).some(({ start, end }) => start <= at.getTime() && at.getTime() < end)

/** The same wall-clock time on another local day. */
export function onDay(calendar: Pick<WorkingTime, "timeZone">, at: Date, day: string): Date {
  return new Date(instantAt(calendar.timeZone, day, wallClockMs(at, calendar.timeZone) % DAY_MS))
}

function* spansFrom(calendar: WorkingTime, at: Date): Generator<Interval> {
  const today = dayOf(at, calendar.timeZone)
  for (let ahead = 0; ahead < DAYS_SEARCHED_MAX; ahead += 1) yield* workingSpans(calendar, addDays(today, ahead))
}

function instantOf(timeZone: string, day: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number)
  return instantAt(timeZone, day, (hours * 60 + minutes) * MINUTE_MS)
}
