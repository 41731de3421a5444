import { TZDate, tzOffset } from "@date-fns/tz"
import { DAY_MS, MINUTE_MS } from "@/lib/core/time"

/**
 * Cached zone offsets. Asking the platform for an offset costs more than all the arithmetic around it, and a batch of
 * leads asks for the same few days over and over. Clocks change on a quarter of an hour, so the offset is constant
 * within one.
 */
const QUARTER_MS = 15 * MINUTE_MS
const KEPT_MAX = 20_000

const known = new Map<string, Map<number, number>>()

/** Milliseconds that the zone's clock is ahead of UTC at an instant. */
export function offsetMs(timeZone: string, at: number): number {
  const quarters = known.get(timeZone) ?? new Map<number, number>()
  known.set(timeZone, quarters)
  const quarter = Math.floor(at / QUARTER_MS)
  const found = quarters.get(quarter)
  if (found !== undefined) return found
  const offset = tzOffset(timeZone, new Date(quarter * QUARTER_MS)) * MINUTE_MS
  if (quarters.size >= KEPT_MAX) quarters.clear()
  quarters.set(quarter, offset)
  return offset
}

/** The instant of a wall-clock time in a zone; on a day when the clock changes, as TZDate has it. */
export function instantAt(timeZone: string, day: string, sinceMidnightMs: number): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + sinceMidnightMs
  const [before, after] = [offsetMs(timeZone, wall - DAY_MS), offsetMs(timeZone, wall + DAY_MS)]
  if (before === after) return wall - before
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number)
  return new TZDate(year, month - 1, date, 0, 0, 0, sinceMidnightMs, timeZone).getTime()
}
