import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ATTRIBUTION_MODELS, creditsOf, splitAmount, visitsOf } from "./attribution"
import { addDays, addMonths, dayOf, daysBetween, startOfDay, weekOf } from "@/lib/core/days"
import { postingsOf, type LeadHistory } from "./lead-entries"
import { FIRST_RESPONSE, WHOLE_CREDIT } from "./measures"
import { pathOf, stepsOf } from "./paths"
import { BUCKETS, bucketsOf, comparedWith, namedPeriod, PERIOD_NAMES, wholeMonths } from "./periods"
import { bucketOf, onlyMinutes, placeOf, HISTOGRAM_BUCKETS } from "./histogram"
import { rankByLowerEnd, shareOf } from "./wilson"
import { ResponseTargets } from "@/lib/core/response/targets"
import { WorkingTime } from "@/lib/core/working-time/calendar"

const day = fc.integer({ min: 0, max: 4000 }).map((offset) => addDays("2020-01-01", offset))
const period = fc.tuple(day, fc.nat({ max: 900 })).map(([from, length]) => ({ from, to: addDays(from, length) }))
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe("days", () => {
  test("a day begins at midnight in Dubai, not in London", () => {
    expect(dayOf(new Date("2026-03-01T19:59:59Z"), "Asia/Dubai")).toBe("2026-03-01")
    expect(dayOf(new Date("2026-03-01T20:00:00Z"), "Asia/Dubai")).toBe("2026-03-02")
    expect(startOfDay("2026-03-02", "Asia/Dubai").toISOString()).toBe("2026-03-01T20:00:00.000Z")
  })

  test("a day of 23 hours is still one day", () => {
    expect(startOfDay("2026-03-29", "Europe/London").toISOString()).toBe("2026-03-29T00:00:00.000Z")
    expect(startOfDay("2026-03-30", "Europe/London").toISOString()).toBe("2026-03-29T23:00:00.000Z")
  })

  test("weeks begin on Monday unless said otherwise, and short months keep their last day", () => {
    expect([weekOf("2026-03-01", 1), weekOf("2026-03-02", 1), weekOf("2026-03-01", 7)]).toEqual(["2026-02-23", "2026-03-02", "2026-03-01"])
    expect([addMonths("2026-03-31", -1), addMonths("2024-02-29", 12)]).toEqual(["2026-02-28", "2025-02-28"])
  })
})

describe("periods", () => {
  const named = (name: (typeof PERIOD_NAMES)[number], today: string) => comparedWith(namedPeriod(name, today, 1), "previous", name)

  test("half a month is compared with the same half, a whole one with a whole one", () => {
    expect(named("this_month", "2026-03-12")).toEqual({ from: "2026-02-01", to: "2026-02-12" })
    expect(named("this_month", "2026-02-28")).toEqual({ from: "2026-01-01", to: "2026-01-31" })
    expect(comparedWith({ from: "2026-03-01", to: "2026-03-31" }, "previous", null)).toEqual({ from: "2026-02-01", to: "2026-02-28" })
    expect(comparedWith({ from: "2026-03-03", to: "2026-03-09" }, "previous", null)).toEqual({ from: "2026-02-24", to: "2026-03-02" })
    expect(comparedWith({ from: "2024-02-01", to: "2024-02-29" }, "year", null)).toEqual({ from: "2023-02-01", to: "2023-02-28" })
  })

  test("a week is compared with the same days of the week before, wherever in a month it begins", () => {
    expect(named("this_week", "2026-06-09")).toEqual({ from: "2026-06-01", to: "2026-06-02" })
    expect(named("last_week", "2026-06-08")).toEqual({ from: "2026-05-25", to: "2026-05-31" })
    expect(comparedWith({ from: "2026-06-01", to: "2026-06-07" }, "previous", null)).toEqual({ from: "2026-05-25", to: "2026-05-31" })
  })

  test("a year to date is compared with the same days of the year before, and a day with the day before", () => {
    expect(named("this_year", "2026-06-20")).toEqual({ from: "2025-01-01", to: "2025-06-20" })
    expect(named("last_12_months", "2026-06-20")).toEqual({ from: "2024-07-01", to: "2025-06-20" })
    expect(named("today", "2026-06-01")).toEqual({ from: "2026-05-31", to: "2026-05-31" })
    expect(named("last_30", "2026-04-30")).toEqual({ from: "2026-03-02", to: "2026-03-31" })
  })

  test("the comparison period is before the period and as long, give or take the length of a month", () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...PERIOD_NAMES), fc.integer({ min: 1, max: 7 }), (today, name, weekStart) => {
        const asked = namedPeriod(name, today, weekStart)
        const before = comparedWith(asked, "previous", name)
        const length = (of: { from: string; to: string }) => daysBetween(of.from, of.to) + 1
        expect((before?.to ?? "") < asked.from).toBe(true)
        expect(Math.abs(length(asked) - length(before ?? asked))).toBeLessThanOrEqual(3)
      }),
    )
  })

  test("whole months and the remaining days are the period, each day once", () => {
    fc.assert(
      fc.property(period, (given) => {
        const { months, days } = wholeMonths(given)
        const length =
          sum(days.map(({ from, to }) => daysBetween(from, to) + 1)) + (months ? daysBetween(months.from, addMonths(months.to, 1)) : 0)
        expect(length).toBe(daysBetween(given.from, given.to) + 1)
      }),
    )
  })

  test("buckets are the period in order, without a gap", () => {
    fc.assert(
      fc.property(period, fc.constantFrom(...BUCKETS), fc.integer({ min: 1, max: 7 }), (given, bucket, weekStart) => {
        const buckets = bucketsOf(given, bucket, weekStart)
        expect([buckets[0]?.from, buckets.at(-1)?.to]).toEqual([given.from, given.to])
        buckets.slice(1).forEach((next, at) => expect(next.from).toBe(addDays(buckets[at]?.to ?? "", 1)))
      }),
    )
  })
})

test("four leads are too few to rank: a perfect four is behind a good fifty", () => {
  expect(shareOf(4, 4).low).toBeLessThan(shareOf(40, 50).low)
  expect(shareOf(0, 0)).toMatchObject({ value: null, low: 0, high: 1 })
  fc.assert(
    fc.property(fc.nat({ max: 500 }), fc.integer({ min: 1, max: 500 }), (hits, total) => {
      const { value, low, high } = shareOf(Math.min(hits, total), total)
      expect(low).toBeLessThanOrEqual((value ?? 0) + 1e-9)
      expect(high).toBeGreaterThanOrEqual((value ?? 0) - 1e-9)
    }),
  )
})

test("four bookings of four leads have no rank, and unassigned leads are not ranked", () => {
  const of = (name: string, hits: number, total: number) => ({ name, conversion: shareOf(hits, total) })
  const rows = [of("four", 4, 4), of("good", 40, 50), of("nobody", 90, 100), of("nineteen", 19, 19), of("fair", 10, 20)]
  const ranked = rankByLowerEnd(rows, ({ name }) => name !== "nobody").map(({ name, rank }) => [name, rank])
  expect(ranked).toEqual([
    ["good", 1],
    ["fair", 2],
    ["nobody", null],
    ["nineteen", null],
    ["four", null],
  ])
})

test("every model credits exactly one booking and all of its money", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ATTRIBUTION_MODELS),
      fc.integer({ min: 1, max: 40 }),
      fc.nat({ max: 9_000_000 }),
      (model, visits, amount) => {
        const credits = creditsOf(model, visits)
        expect(credits).toHaveLength(visits)
        expect(sum(credits)).toBe(WHOLE_CREDIT)
        expect(sum(splitAmount(amount, credits))).toBe(amount)
      },
    ),
  )
  expect(creditsOf("position", 4)).toEqual([400_000, 100_000, 100_000, 400_000])
})

test("a touch without a source continues the visit on its channel; another channel or source starts one", () => {
  const at = new Date(0)
  const touch = (channel: string, source = "", campaign = "") => ({ at, channel, source, campaign })
  const visits = visitsOf([
    touch("botspace", "meta", "suv"),
    touch("botspace"),
    touch("botspace", "meta", "suv"),
    touch("ziwo"),
    touch("botspace"),
    touch("botspace", "google"),
    touch("botspace"),
  ])
  expect(visits).toEqual([touch("botspace", "meta", "suv"), touch("ziwo"), touch("botspace"), touch("botspace", "google")])
})

test("a path lists repetitions once and the ends of a long one, and no name can add a step to it", () => {
  expect(pathOf(["website", "website", "ziwo", "website"])).toBe("website > ziwo > website")
  expect(pathOf(["", "a > b", "a  b"])).toBe("- > a b")
  expect(pathOf(["a", "b", "c", "d", "e", "f", "g"])).toBe("a > b > c > d > e > f > g")
  expect(pathOf(["a", "b", "c", "d", "e", "f", "g", "h"])).toBe("a > b > c > … > f > g > h")
  const name = fc.oneof(fc.string(), fc.constantFrom("google", ">", " > ", "عرض > الصيف"))
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 30 }), (names) => {
      const steps = stepsOf(pathOf(names))
      expect(steps.length).toBeLessThanOrEqual(Math.min(7, names.length))
      expect(pathOf(steps)).toBe(pathOf(names))
    }),
  )
})

describe("medians from histograms", () => {
  const stage = fc.constantFrom(FIRST_RESPONSE, "contacted")

  test("a bucket holds the minutes between two bounds, later buckets later ones", () => {
    fc.assert(
      fc.property(stage, fc.nat({ max: 600_000 }), fc.nat({ max: 600_000 }), (name, a, b) => {
        if (a <= b) expect(bucketOf(name, a)).toBeLessThanOrEqual(bucketOf(name, b))
        const only = onlyMinutes(name, bucketOf(name, a))
        if (only !== null) expect(only).toBe(a)
      }),
    )
    expect([bucketOf(FIRST_RESPONSE, 0), bucketOf(FIRST_RESPONSE, 19), bucketOf("contacted", 10_000_000)]).toEqual([0, 19, 39])
    expect(HISTOGRAM_BUCKETS).toHaveLength(40)
  })

  test("the place found by counting is the place in the sorted durations", () => {
    fc.assert(
      fc.property(
        stage,
        fc.array(fc.nat({ max: 9000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (name, times, percent) => {
          const sorted = times.toSorted((a, b) => a - b)
          const counts = HISTOGRAM_BUCKETS.map((_, bucket) => times.filter((time) => bucketOf(name, time) === bucket).length)
          const found = placeOf(counts, percent)
          const inBucket = sorted.filter((time) => bucketOf(name, time) === found?.bucket)
          expect(inBucket[(found?.place ?? 0) - 1]).toBe(sorted[Math.ceil((sorted.length * percent) / 100) - 1])
        },
      ),
    )
    expect(placeOf([0, 0], 50)).toBeNull()
  })
})

const DESK = [{ from: "09:00", to: "18:00" }]
const CALENDAR = WorkingTime.parse({
  week: { mon: DESK, tue: DESK, wed: DESK, thu: DESK, fri: DESK, sat: DESK, sun: [] },
  holidays: [{ day: "2026-03-04", name: "A holiday" }],
})
const dubai = (text: string) => new Date(`${text}:00+04:00`)

const RULES = {
  timeZone: "Asia/Dubai",
  currency: "AED",
  calendar: CALENDAR,
  targets: ResponseTargets.parse({}),
  now: dubai("2026-03-02T10:05"),
}
const lead = (given: Partial<LeadHistory>): LeadHistory => ({
  leadId: "l",
  firstTouchAt: dubai("2026-03-02T10:00"),
  firstChannel: "website",
  ownerId: null,
  band: "normal",
  stageId: "new_lead",
  stageEnteredAt: dubai("2026-03-02T10:00"),
  moves: [{ to: "new_lead", at: dubai("2026-03-02T10:00") }],
  visits: [],
  bookings: [],
  isQuestioned: false,
  merges: [],
  asked: null,
  ...given,
})
function total(given: Partial<LeadHistory>) {
  const sums: Record<string, number> = {}
  for (const { measures } of postingsOf(lead(given), RULES).entries)
    for (const [measure, value] of Object.entries(measures)) sums[measure] = (sums[measure] ?? 0) + value
  return sums
}

describe("the postings of a lead", () => {
  test("a skipped stage counts as passed, and a lost lead keeps what it reached", () => {
    const moves = [
      { to: "new_lead", at: dubai("2026-03-02T10:00") },
      { to: "proposal", at: dubai("2026-03-03T10:00") },
      { to: "lost", at: dubai("2026-03-05T10:00") },
    ]
    const sums = total({ moves, stageId: "lost" })
    expect(sums).toMatchObject({
      leads: 1,
      reached_contacted: 1,
      reached_qualified: 1,
      reached_proposal: 1,
      lost: 1,
      entered_proposal: 1,
      entered_lost: 1,
      left_new_lead: 1,
      advanced_new_lead: 1,
      left_proposal: 1,
    })
    expect(sums["reached_negotiation"]).toBeUndefined()
    expect(sums["advanced_proposal"]).toBeUndefined()
    expect(postingsOf(lead({ moves, stageId: "lost" }), RULES).stays).toEqual([
      { stage: "new_lead", day: "2026-03-03", minutes: 1440 },
      { stage: "proposal", day: "2026-03-05", minutes: 2880 },
    ])
  })

  test("a booking is shared by the visits that led to it; a cancelled one and one in another currency bring no money", () => {
    const at = dubai("2026-03-09T10:00")
    const visits = [
      { at: dubai("2026-03-02T10:00"), channel: "website", source: "google", campaign: "suv" },
      { at: dubai("2026-03-04T10:00"), channel: "botspace", source: "", campaign: "" },
      { at: dubai("2026-03-12T10:00"), channel: "ziwo", source: "", campaign: "" },
    ]
    const booking = { status: "created", at, amountMinor: 100_001, currency: "AED" }
    const { entries, paths } = postingsOf(lead({ visits, bookings: [booking, { ...booking, status: "cancelled" }] }), RULES)
    expect(paths).toEqual([
      { day: "2026-03-09", channels: "website > botspace", sources: "google > -", visits: 2, days: 7, revenue: 100_001 },
    ])
    const of = (channel: string) => entries.find((entry) => entry.day === "2026-03-09" && entry.channel === channel)?.measures
    expect(of("website")).toMatchObject({ bookings: 1, revenue: 100_001, linear_bookings: 500_000, linear_revenue: 50_001 })
    expect(of("botspace")).toMatchObject({
      last_bookings: WHOLE_CREDIT,
      linear_bookings: 500_000,
      linear_revenue: 50_000,
      last_revenue: 100_001,
    })
    expect(of("ziwo")).toBeUndefined()
    expect(total({ visits, bookings: [{ ...booking, currency: "USD" }] })["revenue"]).toBeUndefined()
  })

  test("a booking from before the person's first enquiry is not the lead's; one on that day is", () => {
    const visits = [{ at: dubai("2026-03-02T18:00"), channel: "website", source: "google", campaign: "" }]
    const booked = (at: string) => ({ status: "created", at: dubai(at), amountMinor: 100, currency: "AED" })
    const given = { firstTouchAt: dubai("2026-03-02T18:00"), visits }
    expect(total({ ...given, bookings: [booked("2025-03-01T10:00")] })["bookings"]).toBeUndefined()
    expect(total({ ...given, bookings: [booked("2026-03-02T09:00")] })).toMatchObject({ bookings: 1, last_bookings: WHOLE_CREDIT })
  })

  test("entering a stage again while in it does not end the stay: a merge does not shorten it", () => {
    const moves = [
      { to: "new_lead", at: dubai("2026-03-02T00:00") },
      { to: "new_lead", at: dubai("2026-03-02T10:00") },
      { to: "contacted", at: dubai("2026-03-02T20:00") },
    ]
    expect(postingsOf(lead({ moves }), RULES).stays).toEqual([{ stage: "new_lead", day: "2026-03-02", minutes: 1200 }])
  })

  test("a first question is in time, late, waiting or none of these, and the wait holds until it is due", () => {
    const at = dubai("2026-03-02T10:00")
    const asked = { askedAt: at, knownAt: at, answeredAt: null, settledAt: null, band: "normal" as const }
    expect(total({ asked: { ...asked, answeredAt: dubai("2026-03-02T10:15") } })).toEqual({
      leads: 1,
      open_new_lead: 1,
      asked: 1,
      answered: 1,
      answered_in_sla: 1,
    })
    const tooLate = new Date(at.getTime() + 15 * 60_000 + 1000)
    expect(total({ asked: { ...asked, answeredAt: tooLate } })).toMatchObject({ answered: 1, late: 1 })
    expect(total({ asked })).toMatchObject({ asked: 1, waiting: 1 })
    expect(total({ asked: { ...asked, band: "high", askedAt: dubai("2026-03-02T09:59"), knownAt: at } })).toMatchObject({ waiting: 1 })
    expect(postingsOf(lead({ asked }), RULES).entries.map(({ dueAt }) => dueAt)).toContainEqual(dubai("2026-03-02T10:15"))
    expect(total({ asked: { ...asked, askedAt: dubai("2026-03-02T09:30"), knownAt: dubai("2026-03-02T09:30") } })).toMatchObject({
      late: 1,
    })
    expect(total({ asked: { ...asked, settledAt: dubai("2026-03-02T10:02") } })).toEqual({ leads: 1, open_new_lead: 1, asked: 1 })
  })
})
