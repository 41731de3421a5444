import { dayOf } from "@/lib/core/days"
import { TZDate } from "@date-fns/tz"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { WorkingTime } from "./calendar"
import {
  addWorkingDays,
  addWorkingMinutes,
  isWorking,
  nextWorkingInstant,
  onDay,
  subtractWorkingMinutes,
  workingMinutesBetween,
} from "./working-time"

const dubai = WorkingTime.parse({})
const at = (text: string) => new Date(text)

describe("a rental desk in Dubai", () => {
  test("works Monday to Saturday from nine to seven, and not on Sunday", () => {
    expect(nextWorkingInstant(dubai, at("2026-03-02T08:00:00Z"))).toEqual(at("2026-03-02T08:00:00Z"))
    expect(nextWorkingInstant(dubai, at("2026-03-02T02:00:00Z"))).toEqual(at("2026-03-02T05:00:00Z"))
    expect(nextWorkingInstant(dubai, at("2026-03-07T15:00:00Z")), "Saturday at seven is over").toEqual(at("2026-03-09T05:00:00Z"))
  })

  test("counts minutes over nights and days off", () => {
    expect(addWorkingMinutes(dubai, at("2026-03-07T14:50:00Z"), 15)).toEqual(at("2026-03-09T05:05:00Z"))
    expect(workingMinutesBetween(dubai, at("2026-03-07T14:50:00Z"), at("2026-03-09T05:05:00Z"))).toBe(15)
    expect(subtractWorkingMinutes(dubai, at("2026-03-09T05:05:00Z"), 15)).toEqual(at("2026-03-07T14:50:00Z"))
  })

  test("adds working days at the same time of day, within the hours of the day it arrives at", () => {
    expect(addWorkingDays(dubai, at("2026-03-06T10:00:00Z"), 2)).toEqual(at("2026-03-09T10:00:00Z"))
    expect(addWorkingDays(dubai, at("2026-03-06T18:00:00Z"), 1), "22:00 moves past Saturday's end").toEqual(at("2026-03-09T05:00:00Z"))
  })

  test("rests on a holiday and keeps the hours of Ramadan and the break of a Friday", () => {
    const calendar = WorkingTime.parse({
      holidays: [{ day: "2026-03-20", name: "Eid al-Fitr" }],
      stretches: [
        {
          name: "Ramadan",
          from: "2026-02-18",
          to: "2026-03-19",
          week: {
            mon: [
              { from: "10:00", to: "15:00" },
              { from: "21:00", to: "24:00" },
            ],
          },
        },
      ],
    })
    expect(nextWorkingInstant(calendar, at("2026-03-20T08:00:00Z"))).toEqual(at("2026-03-21T05:00:00Z"))
    expect(nextWorkingInstant(calendar, at("2026-03-02T12:00:00Z"))).toEqual(at("2026-03-02T17:00:00Z"))
    expect(workingMinutesBetween(calendar, at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z"))).toBe(8 * 60)
    expect(nextWorkingInstant(calendar, at("2026-03-03T05:00:00Z")), "Tuesday is not mentioned").toEqual(at("2026-03-03T05:00:00Z"))
  })

  test("a calendar that is always closed returns the instant it was given instead of searching for ever", () => {
    const holidays = Array.from({ length: 400 }, (_, n) => ({
      day: new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10),
      name: "closed",
    }))
    const closed = WorkingTime.parse({
      holidays,
      week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [{ from: "09:00", to: "10:00" }] },
    })
    expect(nextWorkingInstant(closed, at("2026-01-02T00:00:00Z")).getTime()).toBeGreaterThanOrEqual(at("2026-01-02T00:00:00Z").getTime())
  })
})

describe("what an admin may not enter", () => {
  const day = [{ from: "09:00", to: "19:00" }]
  test.each([
    [{ timeZone: "Mars/Olympus" }],
    [{ week: { mon: [{ from: "19:00", to: "09:00" }], tue: day, wed: day, thu: day, fri: day, sat: day, sun: [] } }],
    [{ week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } }],
    [{ week: { mon: [...day, { from: "18:00", to: "20:00" }], tue: day, wed: day, thu: day, fri: day, sat: day, sun: [] } }],
    [{ holidays: [{ day: "2026-02-30", name: "no such day" }] }],
    [{ stretches: [{ name: "backwards", from: "2026-03-02", to: "2026-03-01", week: {} }] }],
  ])("%j", (given) => expect(WorkingTime.safeParse(given).success).toBe(false))
})

describe("a clock that is put forward or back", () => {
  const night = [{ from: "00:00", to: "24:00" }]
  const allDay = { mon: night, tue: night, wed: night, thu: night, fri: night, sat: night, sun: night }
  const newYork = WorkingTime.parse({ timeZone: "America/New_York", week: allDay })

  test("makes that day an hour shorter or longer", () => {
    const whole = (day: string, next: string) =>
      workingMinutesBetween(newYork, new TZDate(`${day}T00:00:00`, "America/New_York"), new TZDate(`${next}T00:00:00`, "America/New_York"))
    const midnight = (y: number, m: number, d: number) => new Date(new TZDate(y, m, d, 0, 0, 0, "America/New_York").getTime())
    expect(workingMinutesBetween(newYork, midnight(2026, 2, 8), midnight(2026, 2, 9))).toBe(23 * 60)
    expect(workingMinutesBetween(newYork, midnight(2026, 10, 1), midnight(2026, 10, 2))).toBe(25 * 60)
    expect(whole("2026-03-10", "2026-03-10")).toBe(0)
  })

  test("leaves opening time at opening time", () => {
    const desk = WorkingTime.parse({
      timeZone: "Europe/London",
      week: { ...allDay, sat: [], sun: [], mon: [{ from: "09:00", to: "17:00" }] },
    })
    expect(nextWorkingInstant(desk, at("2026-03-28T12:00:00Z"))).toEqual(at("2026-03-30T08:00:00Z"))
    expect(nextWorkingInstant(desk, at("2026-10-24T12:00:00Z"))).toEqual(at("2026-10-26T09:00:00Z"))
  })

  test("a span inside the hour that is skipped does not exist", () => {
    const skipped = WorkingTime.parse({
      timeZone: "America/New_York",
      week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [{ from: "02:10", to: "02:50" }] },
    })
    expect(nextWorkingInstant(skipped, at("2026-03-07T00:00:00Z")).getTime()).toBeGreaterThan(at("2026-03-07T00:00:00Z").getTime())
  })
})

const zones = fc.constantFrom("Asia/Dubai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 })
  .map((quarters) => quarters.toSorted((a, b) => a - b))
  .map((marks) =>
    Array.from({ length: Math.floor(marks.length / 2) }, (_, n) => ({
      from: clock((marks[n * 2] ?? 0) * 15),
      to: clock((marks[n * 2 + 1] ?? 0) * 15),
    })),
  )
const week = fc.record({
  mon: spans,
  tue: spans,
  wed: spans,
  thu: spans,
  fri: spans,
  sat: spans,
  sun: fc.constant([{ from: "10:00", to: "12:00" }]),
})
const calendars = fc.record({ timeZone: zones, week }).map((given) => WorkingTime.parse(given))
const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }).map((ms) => new Date(Math.floor(ms / 1000) * 1000))
const minutes = fc.integer({ min: 0, max: 5_000 })

describe("for any calendar and instant", () => {
  test("the next working instant is within working hours, not earlier, and its own next", () => {
    fc.assert(
      fc.property(calendars, instants, (calendar, instant) => {
        const next = nextWorkingInstant(calendar, instant)
        expect(next.getTime()).toBeGreaterThanOrEqual(instant.getTime())
        expect(isWorking(calendar, next)).toBe(true)
        expect(workingMinutesBetween(calendar, instant, next)).toBe(0)
      }),
    )
  })

  test("added minutes are the minutes between, and subtracting them leads back to no later than the start", () => {
    fc.assert(
      fc.property(calendars, instants, minutes, (calendar, instant, added) => {
        const later = addWorkingMinutes(calendar, instant, added)
        expect(workingMinutesBetween(calendar, instant, later)).toBeCloseTo(added, 6)
        const back = subtractWorkingMinutes(calendar, later, added)
        expect(workingMinutesBetween(calendar, back, later)).toBeCloseTo(added, 6)
      }),
    )
  })

  test("time between two instants is the sum over any instant between them", () => {
    fc.assert(
      fc.property(calendars, fc.tuple(instants, instants, instants), (calendar, three) => {
        const [a, b, c] = three.toSorted((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date]
        const whole = workingMinutesBetween(calendar, a, c)
        expect(workingMinutesBetween(calendar, a, b) + workingMinutesBetween(calendar, b, c)).toBeCloseTo(whole, 6)
        expect(whole).toBeLessThanOrEqual((c.getTime() - a.getTime()) / 60_000 + 1e-6)
      }),
    )
  })

  test("working days later is within working hours, on a later day, and further for more days", () => {
    fc.assert(
      fc.property(calendars, instants, fc.integer({ min: 1, max: 20 }), (calendar, instant, days) => {
        const later = addWorkingDays(calendar, instant, days)
        expect(isWorking(calendar, later)).toBe(true)
        expect(dayOf(later, calendar.timeZone) > dayOf(instant, calendar.timeZone)).toBe(true)
        expect(addWorkingDays(calendar, instant, days + 1).getTime()).toBeGreaterThanOrEqual(later.getTime())
      }),
    )
  })

  test("an instant is on its own local day", () => {
    fc.assert(
      fc.property(calendars, instants, (calendar, instant) => {
        expect(dayOf(onDay(calendar, instant, dayOf(instant, calendar.timeZone)), calendar.timeZone)).toBe(
          dayOf(instant, calendar.timeZone),
        )
      }),
    )
  })
})
