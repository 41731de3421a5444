import { lastDayOfMonth, monthOf } from "@/lib/core/days"
import { fromHundredths } from "@/lib/core/money/money"
import type { Bucket } from "./periods"
import type { Share } from "./wilson"

/** Number formats of all screens and emails. Money comes in hundredths of the main unit, times in minutes. */
const whole = new Intl.NumberFormat("en")
const one = new Intl.NumberFormat("en", { maximumFractionDigits: 1 })

export const formatCount = (value: number): string => whole.format(value)

export const formatCredit = (value: number): string => one.format(value)

export const formatShare = (value: number | null): string => (value === null ? "–" : `${one.format(value * 100)}%`)

export const formatMoney = (minor: number, currency: string): string => `${currency} ${whole.format(Math.round(fromHundredths(minor)))}`

/** "7 min", "2 h 5 min", "3 d 4 h". */
export function formatMinutes(minutes: number | null): string {
  if (minutes === null) return "–"
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`
  const hours = Math.round(minutes / 60)
  return `${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ""}`
}

export const formatInterval = ({ value, low, high }: Share): string =>
  value === null ? "–" : `${Math.round(low * 100)}–${Math.round(high * 100)}%`

const short = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" })
const long = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" })

export const formatDay = (day: string): string => short.format(new Date(day))

export const formatPeriod = ({ from, to }: { from: string; to: string }): string =>
  from === to
    ? long.format(new Date(from))
    : `${(from.slice(0, 4) === to.slice(0, 4) ? short : long).format(new Date(from))} – ${long.format(new Date(to))}`

const monthly = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short", year: "numeric" })

/** "Mar 2026", for a month or any day in it. */
export const formatMonth = (day: string): string => monthly.format(new Date(`${day.slice(0, 7)}-01`))

/** The days of one point of a trend, as short as possible: "3 Nov", "3–9 Nov", "29 Oct – 4 Nov", "Nov 2026". */
export function formatBucket({ from, to }: { from: string; to: string }, bucket: Bucket): string {
  if (from === to) return formatDay(from)
  if (bucket === "month" && from === monthOf(from) && to === lastDayOfMonth(from)) return formatMonth(from)
  return from.slice(0, 7) === to.slice(0, 7) ? `${Number(from.slice(8))}–${formatDay(to)}` : `${formatDay(from)} – ${formatDay(to)}`
}

export type Change = { text: string; direction: "up" | "down" | "same" }

/** Change against the previous period: a share in points, everything else in per cent. From zero there is none. */
export function changeOf(now: number | null, before: number | null, kind: "share" | "number" | "minutes"): Change | null {
  if (now === null || before === null) return null
  const difference = now - before
  const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same"
  if (direction === "same") return { direction, text: "unchanged" }
  if (kind === "share") {
    const points = one.format(Math.abs(difference) * 100)
    return { direction, text: points === "1" ? "1 point" : `${points} points` }
  }
  if (before === 0) return null
  return { direction, text: `${one.format((Math.abs(difference) / before) * 100)}%` }
}
