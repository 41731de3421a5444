import { z } from "zod"

/**
 * When somebody works: for each day of the week (0 is Sunday) the spans of the day in minutes from midnight, in the
 * time zone of the calendar. A span may not cross midnight: a night shift is two spans. Holidays are days without any.
 */
const Span = z
  .tuple([z.number().int().min(0).max(1439), z.number().int().min(1).max(1440)])
  .refine(([from, to]) => from < to, "A span ends after it begins.")

export const WorkingHours = z.array(z.array(Span)).length(7)
export type WorkingHours = z.infer<typeof WorkingHours>

export type Calendar = {
  timeZone: string
  hours: WorkingHours
  /** Local dates, `2026-12-02`. */
  holidays: readonly string[]
}

export const ALL_WEEK: WorkingHours = Array.from({ length: 7 }, () => [[0, 1440] as [number, number]])

const MINUTE = 60_000
const DAYS_MAX = 400

type LocalMoment = { date: string; weekday: number; minute: number }

const formatters = new Map<string, Intl.DateTimeFormat>()
const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  let known = formatters.get(timeZone)
  if (!known) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const
    known = new Intl.DateTimeFormat("en-CA", { timeZone, hourCycle: "h23", ...parts })
    formatters.set(timeZone, known)
  }
  return known
}

const localOf = (at: Date, timeZone: string): LocalMoment => {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const date = `${parts["year"]}-${parts["month"]}-${parts["day"]}`
  return { date, weekday: new Date(`${date}T00:00:00Z`).getUTCDay(), minute: Number(parts["hour"]) * 60 + Number(parts["minute"]) }
}

const spansOf = ({ date, weekday }: LocalMoment, { hours, holidays }: Calendar): WorkingHours[number] =>
  holidays.includes(date) ? [] : (hours[weekday] ?? [])

export const isWorkingAt = (at: Date, calendar: Calendar): boolean => {
  const local = localOf(at, calendar.timeZone)
  return spansOf(local, calendar).some(([from, to]) => local.minute >= from && local.minute < to)
}

/** The instant at which the local day of `at` began; caps that hold for a day count from here. */
export const startOfLocalDay = (at: Date, timeZone: string): Date => {
  const { minute } = localOf(at, timeZone)
  return new Date(Math.floor(at.getTime() / MINUTE) * MINUTE - minute * MINUTE)
}

/**
 * Working minutes from `from` to `to`; 0 when `to` is not later. Whole days are added up without looking at their
 * minutes, so a span of months costs as little as one of hours.
 */
export const workingMinutesBetween = (from: Date, to: Date, calendar: Calendar): number => {
  let total = 0
  for (const { start, spans } of daysFrom(from, calendar)) {
    if (start >= to.getTime()) break
    for (const [begin, end] of spans) {
      const opens = Math.max(start + begin * MINUTE, from.getTime())
      const closes = Math.min(start + end * MINUTE, to.getTime())
      if (closes > opens) total += (closes - opens) / MINUTE
    }
  }
  return Math.floor(total)
}

/** The instant at which `minutes` of working time have passed since `from`; null when nobody works for a year. */
export const dueAfter = (from: Date, minutes: number, calendar: Calendar): Date | null => {
  let left = minutes * MINUTE
  for (const { start, spans } of daysFrom(from, calendar)) {
    for (const [begin, end] of spans) {
      const opens = Math.max(start + begin * MINUTE, from.getTime())
      const length = start + end * MINUTE - opens
      if (length <= 0) continue
      if (left <= length) return new Date(opens + left)
      left -= length
    }
  }
  return null
}

function* daysFrom(from: Date, calendar: Calendar): Generator<{ start: number; spans: WorkingHours[number] }> {
  let start = startOfLocalDay(from, calendar.timeZone)
  for (let day = 0; day < DAYS_MAX; day += 1) {
    yield { start: start.getTime(), spans: spansOf(localOf(start, calendar.timeZone), calendar) }
    // Noon of the next day is on the next date however long the day is; its beginning is then found exactly.
    start = startOfLocalDay(new Date(start.getTime() + 36 * 60 * MINUTE), calendar.timeZone)
  }
}
