import { tzName, tzOffset } from "@date-fns/tz"
import { DAY_MS } from "@/lib/core/time"
import { instantAt, offsetMs } from "@/lib/core/zone-offset"

/**
 * Days of the team's calendar, as ISO dates. A day begins at midnight in the team's time zone, whatever the server's
 * is. Arithmetic on dates needs no zone.
 */
/** Wall-clock time of a zone, as if it were UTC. */
export const wallClockMs = (at: Date, zone: string): number => at.getTime() + offsetMs(zone, at.getTime())

export const dayOf = (at: Date, zone: string): string => isoDay(wallClockMs(at, zone))

/** The instant at which a day begins. */
export const startOfDay = (day: string, zone: string): Date => new Date(instantAt(zone, day, 0))

export const addDays = (day: string, days: number): string => isoDay(Date.parse(day) + days * DAY_MS)

/** How many days later `to` is than `from`. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)

export const monthOf = (day: string): string => `${day.slice(0, 7)}-01`

/** The same day some months later or earlier; the 31st of a short month is its last day. */
export function addMonths(day: string, months: number): string {
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

export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export function isKnownZone(zone: string): boolean {
  try {
    return tzName(zone, new Date(0), "short") !== "" && !Number.isNaN(tzOffset(zone, new Date(0)))
  } catch {
    return false
  }
}
