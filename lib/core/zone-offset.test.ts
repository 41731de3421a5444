import { TZDate, tzOffset } from "@date-fns/tz"
import fc from "fast-check"
import { expect, test } from "vitest"
import { instantAt, offsetMs } from "./zone-offset"

const ZONES = ["Asia/Dubai", "Asia/Kathmandu", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]
const zone = fc.constantFrom(...ZONES)
const instant = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) })

test("a cached offset is the zone's own at every instant", () => {
  fc.assert(
    fc.property(zone, instant, (timeZone, at) => {
      expect(offsetMs(timeZone, at)).toBe(tzOffset(timeZone, new Date(at)) * 60_000)
    }),
    { numRuns: 400 },
  )
})

test("a wall-clock time is the same instant as in the library, also on days when the clock changes", () => {
  const days = ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2026-04-24", "2026-07-01"]
  fc.assert(
    fc.property(zone, fc.constantFrom(...days), fc.integer({ min: 0, max: 1439 }), (timeZone, day, minute) => {
      const [year = 0, month = 1, date = 1] = day.split("-").map(Number)
      expect(instantAt(timeZone, day, minute * 60_000)).toBe(
        new TZDate(year, month - 1, date, 0, 0, 0, minute * 60_000, timeZone).getTime(),
      )
    }),
    { numRuns: 600 },
  )
})
