import { formatMinutes } from "@/lib/core/metrics/format"

/**
 * Marks of an axis of amounts: from zero, evenly apart, on numbers that people count in. A mark is never rounded to be
 * read, or the same distance would be said to be ten here and nine there.
 */
export type Unit = "count" | "share" | "minutes"

export const formatTick: Record<Unit, (value: number) => string> = {
  count: (value) => value.toLocaleString("en"),
  share: (value) => `${Math.round(value * 100)}%`,
  minutes: (value) => formatMinutes(Math.round(value)),
}

const INTERVALS = 4

/** Times are read by quarters of an hour, hours and days, not by thousands of minutes. */
const TIMES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400, 43_200, 129_600]
const SMALLEST: Record<Unit, number> = { count: 1, share: 0.01, minutes: 1 }

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9

function stepFor(largest: number, unit: Unit): number {
  const power = 10 ** Math.floor(Math.log10(largest / INTERVALS))
  const smallest = SMALLEST[unit]
  const steps = unit === "minutes" ? TIMES : [1, 2, 2.5, 5, 10].map((factor) => factor * power).filter((step) => isWhole(step / smallest))
  return Math.max(smallest, steps.find((step) => largest / step <= INTERVALS + 1e-9) ?? largest)
}

export function ticksFor(values: readonly number[], unit: Unit): { ticks: number[]; domain: [number, number] } {
  const largest = Math.max(SMALLEST[unit], ...values)
  const step = stepFor(largest, unit)
  const count = Math.ceil(largest / step - 1e-9)
  const ticks = Array.from({ length: count + 1 }, (_, at) => Number((at * step).toFixed(4)))
  return { ticks, domain: [0, ticks.at(-1) ?? largest] }
}

const NAME_MAX = 24
const WORD_MAX = 18
const LETTER = 6.6

/** A name for the side of a chart: two lines of it at most, and never half a letter. The table beside has all of it. */
export function shortened(name: string): string {
  const letters = [...name]
  const max = name.split(/\s+/).some((word) => [...word].length > WORD_MAX) ? WORD_MAX : NAME_MAX
  return letters.length > max
    ? `${letters
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`
    : name
}

/** How many pixels the longest of some texts takes at the size of a tick, breaking names into lines. */
export const roomFor = (texts: readonly string[], max = Infinity): number =>
  Math.ceil(Math.min(max, Math.max(0, ...texts.map((text) => [...text].length))) * LETTER) + 14

export const roomForNames = (names: readonly string[]): number => roomFor(names.map(shortened), WORD_MAX)
