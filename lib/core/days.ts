import { tzName, tzOffset } from "@date-fns/tz"

/**
 * Days of the team's calendar, as ISO dates. A day begins at midnight in the team's time zone, whatever the server's
 * is; arithmetic on dates needs no zone.
 */
const DAY_MS = 86_400_000
const QUARTER_MS = 900_000
const MINUTE_MS = 60_000

const offsets = new Map<string, Map<number, number>>()
const OFFSETS_KEPT_MAX = 50_000

/** How far the zone's clocks are ahead of UTC, in ms. Clocks change on the quarter hour at the finest; kept by it. */
const offsetMs = (zone: string, ms: number): number => {
  const quarter = Math.floor(ms / QUARTER_MS)
  let known = offsets.get(zone)
  if (!known || known.size > OFFSETS_KEPT_MAX) offsets.set(zone, (known = new Map()))
  const cached = known.get(quarter)
  if (cached !== undefined) return cached
  const offset = tzOffset(zone, new Date(quarter * QUARTER_MS)) * MINUTE_MS
  known.set(quarter, offset)
  return offset
}

/** What the clock on the wall shows, as if it were UTC. */
export const wallClockMs = (at: Date, zone: string): number => at.getTime() + offsetMs(zone, at.getTime())

export const dayOf = (at: Date, zone: string): string => isoDay(wallClockMs(at, zone))

/** The instant at which a day begins. */
export const startOfDay = (day: string, zone: string): Date => {
  const wall = Date.parse(day)
  const guess = wall - offsetMs(zone, wall)
  return new Date(wall - offsetMs(zone, guess))
}

export const addDays = (day: string, days: number): string => isoDay(Date.parse(day) + days * DAY_MS)

/** How many days later `to` is than `from`. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)

export const monthOf = (day: string): string => `${day.slice(0, 7)}-01`

/** The same day some months away; the 31st of a short month is its last day. */
export const addMonths = (day: string, months: number): string => {
  const first = new Date(Date.parse(monthOf(day)))
  first.setUTCMonth(first.getUTCMonth() + months)
  const last = addDays(isoDay(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)), -1)
  const wanted = `${isoDay(first.getTime()).slice(0, 8)}${day.slice(8)}`
  return wanted > last ? last : wanted
}

export const lastDayOfMonth = (day: string): string => addDays(addMonths(monthOf(day), 1), -1)

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string): number => new Date(Date.parse(day)).getUTCDay() || 7

/** The first day of its week; weeks begin on `weekStart` (1 is Monday). */
export const weekOf = (day: string, weekStart: number): string => addDays(day, -((weekdayOf(day) - weekStart + 7) % 7))

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export const isKnownZone = (zone: string): boolean => {
  try {
    return tzName(zone, new Date(0), "short") !== "" && !Number.isNaN(tzOffset(zone, new Date(0)))
  } catch {
    return false
  }
}
