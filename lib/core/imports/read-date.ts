import { cleanText } from "@/lib/core/identity/text"
import type { DateOrder } from "@/lib/core/imports/fields"
import { wallClock } from "@/lib/core/working-time/wall-clock"

/**
 * Dates as files write them. A time without a zone is by the team's clock. 03/04/2026 is the third of April unless the column shows otherwise, and a bare number is a spreadsheet's day count or a Unix time.
 */
const DAY_MS = 86_400_000
const EARLIEST = Date.UTC(1990, 0, 1)
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
const ARABIC_MONTHS: Record<string, number> = {
  يناير: 1,
  فبراير: 2,
  مارس: 3,
  أبريل: 4,
  ابريل: 4,
  مايو: 5,
  يونيو: 6,
  يوليو: 7,
  أغسطس: 8,
  اغسطس: 8,
  سبتمبر: 9,
  أكتوبر: 10,
  اكتوبر: 10,
  نوفمبر: 11,
  ديسمبر: 12,
}

const ZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i
const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(.*))?$/
const YEAR_LAST = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ,]+(.*))?$/
const DAY_WORD = /^(?:\p{L}+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([\p{L}]+)\.?,?[-/. ]+(\d{4})(?:,?\s+(.*))?$/iu
const WORD_DAY = /^(?:\p{L}+,\s+)?([\p{L}]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s+(.*))?$/iu
const TIME = /^(?:at\s+)?(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*([ap])?\.?(?:m\.?)?$/i

/** Null when it is not a date, or one before 1990. */
export function readDate(raw: string, order: DateOrder, timeZone: string): Date | null {
  const text = cleanText(raw)
    .replaceAll(/\s+/g, " ")
    .replace(/(\d) ?ص$/, "$1 AM")
    .replace(/(\d) ?م$/, "$1 PM")
  if (text === "") return null
  const at = /^\d+(?:\.\d+)?$/.test(text) ? fromNumber(text, timeZone) : fromText(text, order, timeZone)
  return at !== null && Number.isFinite(at) && at >= EARLIEST ? new Date(at) : null
}

/** Whether days come first in a column; a column that never says is read the way it is written here. */
export function guessDateOrder(values: readonly string[]): DateOrder {
  let dayFirst = 0
  let monthFirst = 0
  for (const value of values) {
    const [, one, two] = YEAR_LAST.exec(cleanText(value)) ?? []
    if (Number(one) > 12) dayFirst += 1
    if (Number(two) > 12) monthFirst += 1
  }
  return monthFirst > dayFirst ? "mdy" : "dmy"
}

/** Unix milliseconds, Unix seconds, 20260304, or days since 1899-12-30 as spreadsheets count them. */
function fromNumber(text: string, timeZone: string): number | null {
  const value = Number(text)
  if (/^(?:19|20)\d{6}$/.test(text)) return atClock(timeZone, Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)), "")
  if (value > 1e11 && value < 1e13) return value
  if (value > 6e8 && value < 1e10) return value * 1000
  if (value > 32_000 && value < 80_000) {
    const shown = new Date(Math.round(Date.UTC(1899, 11, 30) + value * DAY_MS)).toISOString()
    return wallClock(timeZone, shown.slice(0, 16)).getTime() + Number(shown.slice(17, 19)) * 1000
  }
  return null
}

function fromText(text: string, order: DateOrder, timeZone: string): number | null {
  const zoned = ZONED.exec(text)
  if (zoned) return Date.parse(`${zoned[1]}T${zoned[2]}${/^(z|utc|gmt)$/i.test(zoned[3] ?? "") ? "Z" : zoned[3]}`)
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst) return atClock(timeZone, Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]), yearFirst[4])
  const yearLast = YEAR_LAST.exec(text)
  if (yearLast) return fromParts(Number(yearLast[1]), Number(yearLast[2]), fullYear(yearLast[3] ?? ""), yearLast[4], { order, timeZone })
  const dayWord = DAY_WORD.exec(text)
  if (dayWord) return atClock(timeZone, Number(dayWord[3]), monthOf(dayWord[2] ?? ""), Number(dayWord[1]), dayWord[4])
  const wordDay = WORD_DAY.exec(text)
  if (wordDay) return atClock(timeZone, Number(wordDay[3]), monthOf(wordDay[1] ?? ""), Number(wordDay[2]), wordDay[4])
  return null
}

/** The column's order, unless this one value can only be read the other way. */
function fromParts(
  one: number,
  two: number,
  year: number,
  time: string | undefined,
  { order, timeZone }: { order: DateOrder; timeZone: string },
): number | null {
  const isDayFirst = one > 12 || (order === "dmy" && two <= 12)
  return isDayFirst ? atClock(timeZone, year, two, one, time) : atClock(timeZone, year, one, two, time)
}

const fullYear = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text))

function monthOf(word: string): number {
  const plain = word.toLowerCase()
  return ARABIC_MONTHS[plain] ?? MONTHS.indexOf(plain.slice(0, 3)) + 1
}

/** A time by the team's clock. A day that does not exist is no date; a time that cannot be read is midnight. */
function atClock(timeZone: string, year: number, month: number, day: number, time: string | undefined): number | null {
  const midnight = Date.UTC(year, month - 1, day)
  const check = new Date(midnight)
  if (check.getUTCFullYear() !== year || check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day) return null
  const [, hour = "0", minute = "0", second = "0", half] = TIME.exec((time ?? "").trim()) ?? []
  const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === "p" ? 12 : 0)
  const shown = new Date(midnight + hours * 3_600_000 + Number(minute) * 60_000)
  return wallClock(timeZone, shown.toISOString().slice(0, 16)).getTime() + Number(second) * 1000
}
