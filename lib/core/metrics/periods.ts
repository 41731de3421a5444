import { addDays, addMonths, daysBetween, lastDayOfMonth, monthOf, weekOf } from "@/lib/core/days"

/**
 * The days of a report, and the days it is compared with. Both ends are included. A period that is not over runs to
 * today and is compared with as many days of the previous one, so that half a month is never compared with a whole one.
 */
export type Period = { from: string; to: string }

export const PERIOD_NAMES = [
  "today",
  "yesterday",
  "last_7",
  "last_30",
  "last_90",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "this_year",
  "last_12_months",
] as const
export type PeriodName = (typeof PERIOD_NAMES)[number]

export const COMPARISONS = ["previous", "year", "none"] as const
type Comparison = (typeof COMPARISONS)[number]

export function namedPeriod(name: PeriodName, today: string, weekStart: number): Period {
  const week = weekOf(today, weekStart)
  const month = monthOf(today)
  const periods: Record<PeriodName, Period> = {
    today: { from: today, to: today },
    yesterday: { from: addDays(today, -1), to: addDays(today, -1) },
    last_7: { from: addDays(today, -6), to: today },
    last_30: { from: addDays(today, -29), to: today },
    last_90: { from: addDays(today, -89), to: today },
    this_week: { from: week, to: today },
    last_week: { from: addDays(week, -7), to: addDays(week, -1) },
    this_month: { from: month, to: today },
    last_month: { from: addMonths(month, -1), to: addDays(month, -1) },
    this_year: { from: `${today.slice(0, 4)}-01-01`, to: today },
    last_12_months: { from: addMonths(month, -11), to: today },
  }
  return periods[name]
}

/**
 * The comparison period: weeks with weeks, so that a Monday is compared with a Monday; months and years to date with
 * the same days of the previous one; whole months with whole months; any other days with as many before them. The name
 * says what was requested, since the same days may be a week or the beginning of a month.
 */
export function comparedWith(period: Period, comparison: Comparison, name: PeriodName | null): Period | null {
  if (comparison === "none") return null
  if (comparison === "year") return monthsBefore(period, 12)
  if (name === "this_week" || name === "last_week") return { from: addDays(period.from, -7), to: addDays(period.to, -7) }
  if (name === "this_year" || name === "last_12_months") return monthsBefore(period, 12)
  if (name === "this_month") return monthsBefore(period, 1)
  const { from, to } = period
  if (from === monthOf(from) && isMonthEnd(to) && !isRolling(name)) return monthsBefore(period, monthsBetween(from, to) + 1)
  const days = daysBetween(from, to) + 1
  return { from: addDays(from, -days), to: addDays(from, -1) }
}

/** The same days so many months earlier; the end of a month stays one. */
const monthsBefore = ({ from, to }: Period, months: number): Period => ({
  from: addMonths(from, -months),
  to: isMonthEnd(to) ? lastDayOfMonth(addMonths(monthOf(to), -months)) : addMonths(to, -months),
})

/** A number of days, wherever in a month they end. */
const isRolling = (name: PeriodName | null): boolean => name !== null && /^(today|yesterday|last_(7|30|90))$/.test(name)

/** A period as whole months and the remaining days at its ends: sums are kept for both. */
export function wholeMonths({ from, to }: Period): { months: Period | null; days: Period[] } {
  const first = from === monthOf(from) ? from : addMonths(monthOf(from), 1)
  const last = isMonthEnd(to) ? monthOf(to) : addMonths(monthOf(to), -1)
  if (first > last) return { months: null, days: [{ from, to }] }
  const end = lastDayOfMonth(last)
  const days = [
    { from, to: addDays(first, -1) },
    { from: addDays(end, 1), to },
  ]
  return { months: { from: first, to: last }, days: days.filter((period) => period.from <= period.to) }
}

export const BUCKETS = ["day", "week", "month"] as const
export type Bucket = (typeof BUCKETS)[number]

/** The bucket size of a trend: few enough points to read. */
export function bucketFor({ from, to }: Period): Bucket {
  const days = daysBetween(from, to) + 1
  return days <= 35 ? "day" : days <= 92 ? "week" : "month"
}

/** The buckets of a period in order, each clipped to it and named by the day it begins on; `isPartial` when the period holds only a part of one. */
export function bucketsOf(period: Period, bucket: Bucket, weekStart: number): (Period & { start: string; isPartial: boolean })[] {
  const buckets: (Period & { start: string; isPartial: boolean })[] = []
  let start = bucket === "day" ? period.from : bucket === "week" ? weekOf(period.from, weekStart) : monthOf(period.from)
  while (start <= period.to) {
    const end = bucket === "day" ? start : bucket === "week" ? addDays(start, 6) : lastDayOfMonth(start)
    const from = start < period.from ? period.from : start
    const to = end > period.to ? period.to : end
    buckets.push({ start, from, to, isPartial: from !== start || to !== end })
    start = addDays(end, 1)
  }
  return buckets
}

/** How many days two periods share; a month's spend is distributed by it. */
export const overlapDays = (a: Period, b: Period): number =>
  Math.max(0, daysBetween(a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to) + 1)

const isMonthEnd = (day: string): boolean => day === lastDayOfMonth(day)

const monthsBetween = (from: string, to: string): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))
