import fc from "fast-check"
import { expect, test } from "vitest"
import { ALL_WEEK, dueAfter, isWorkingAt, startOfLocalDay, workingMinutesBetween, type Calendar } from "./working-hours"

const WEEKDAYS: Calendar = {
  timeZone: "Asia/Dubai",
  hours: [
    [],
    ...Array.from(
      { length: 5 },
      () =>
        [
          [540, 780],
          [840, 1080],
        ] as [number, number][],
    ),
    [],
  ],
  holidays: ["2026-12-02"],
}

test("minutes outside working hours, at weekends and on holidays do not count", () => {
  // Monday 09:00 in Dubai is 05:00 UTC.
  const minutes = (from: string, to: string) => workingMinutesBetween(new Date(from), new Date(to), WEEKDAYS)
  expect(minutes("2026-03-02T05:00:00Z", "2026-03-02T06:00:00Z")).toBe(60)
  expect(minutes("2026-03-02T08:30:00Z", "2026-03-02T10:30:00Z")).toBe(60)
  expect(minutes("2026-03-06T13:30:00Z", "2026-03-09T05:30:00Z")).toBe(60)
  expect(minutes("2026-12-01T13:00:00Z", "2026-12-03T06:00:00Z")).toBe(120)
  expect(minutes("2026-03-02T06:00:00Z", "2026-03-02T05:00:00Z")).toBe(0)
})

test("round the clock, working minutes are minutes", () => {
  const always: Calendar = { timeZone: "Asia/Dubai", hours: ALL_WEEK, holidays: [] }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200_000 }), (minutes) => {
      const from = new Date("2026-01-05T07:13:00Z")
      expect(workingMinutesBetween(from, new Date(from.getTime() + minutes * 60_000), always)).toBe(minutes)
    }),
  )
})

test("what is due after n working minutes is n working minutes later, also across a change of the clocks", () => {
  for (const timeZone of ["Asia/Dubai", "Europe/Berlin"]) {
    const calendar = { ...WEEKDAYS, timeZone }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 1, max: 5000 }), (offset, minutes) => {
        const from = new Date(Date.UTC(2026, 0, 1) + offset * 60_000)
        const due = dueAfter(from, minutes, calendar)
        expect(due && workingMinutesBetween(from, due, calendar)).toBe(minutes)
      }),
      { numRuns: 60 },
    )
  }
})

test("nobody ever works: nothing is ever due", () => {
  expect(dueAfter(new Date("2026-03-02T05:00:00Z"), 1, { ...WEEKDAYS, hours: Array.from({ length: 7 }, () => []) })).toBeNull()
})

test("a day begins at midnight of the team, not of the server", () => {
  expect(startOfLocalDay(new Date("2026-03-02T21:30:00Z"), "Asia/Dubai")).toEqual(new Date("2026-03-02T20:00:00Z"))
  expect(isWorkingAt(new Date("2026-03-02T05:00:00Z"), WEEKDAYS)).toBe(true)
  expect(isWorkingAt(new Date("2026-03-02T14:00:00Z"), WEEKDAYS)).toBe(false)
})
