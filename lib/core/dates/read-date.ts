import { BEFORE_DATE, monthNamed, plainWords } from "./date-words"
import { isoDay } from "@/lib/core/days"
import { DAY_MS, MINUTE_MS } from "@/lib/core/time"
import { isZone, readTime } from "./read-time"
import { cleanText } from "@/lib/core/identity/text"
import type { DateOrder, ReadingFormat } from "@/lib/core/input-format"
import { instantAt } from "@/lib/core/zone-offset"

/**
 * The one reader of dates: of forms, webhooks, files, the REST API and the CRMs. It never asks the engine, whose reading
 * depends on the server and puts months first.
 *
 * A date is read in one way where it leaves only one: a year in front, a month by name, a day above twelve. 03/04/2026 is
 * read by the format, and the reading says that the format decided. A time without a zone is by the team's clock. A time that
 * cannot be read leaves the day alone, and the reading says so; a date is not looked for inside a sentence.
 */
export type DateReading =
  | {
      ok: true
      at: Date
      /** A date without a time is midnight in the team's zone. */
      hasTime: boolean
      /** The format decided which number is the day. */
      isDecided: boolean
      /** The text where a time was expected, if it could not be read. */
      unreadTime: string | null
    }
  | { ok: false }

const EARLIEST = Date.UTC(1990, 0, 1)
const LATEST = Date.UTC(2200, 0, 1)
const UNREADABLE: DateReading = { ok: false }

export function readDate(raw: unknown, format: Pick<ReadingFormat, "dateOrder" | "timeZone">): DateReading {
  const text = textOf(raw)
  if (text === "") return UNREADABLE
  const reading = /^\d+(?:[.,]\d+)?$/.test(text) ? fromNumber(text, format.timeZone) : fromText(text, format)
  const at = reading.ok ? reading.at.getTime() : Number.NaN
  return at >= EARLIEST && at < LATEST ? reading : UNREADABLE
}

/** Which part comes first in a column of dates; null when no value shows it. */
export function shownDateOrder(values: readonly string[]): DateOrder | null {
  let dayFirst = 0
  let monthFirst = 0
  for (const value of values) {
    const [, one, , two] = NUMBERS.exec(textOf(value)) ?? []
    if (Number(one) > 12) dayFirst += 1
    if (Number(two) > 12) monthFirst += 1
  }
  return dayFirst === monthFirst ? null : monthFirst > dayFirst ? "mdy" : "dmy"
}

function textOf(raw: unknown): string {
  if (raw instanceof Date) return String(raw.getTime())
  if (typeof raw !== "string" && typeof raw !== "number") return ""
  return plainWords(cleanText(String(raw)))
    .replace(/^\/date\((\d+)(?:[+-]\d{4})?\)\/$/, "$1")
    .replaceAll(/[‐‑–—−]/g, "-")
    .replace(/\s*\(([^()]*)\)$/, (_, aside: string, at: number, whole: string) => zoneIn(aside, whole.slice(0, at)))
    .replaceAll(/\s*\/\s*/g, "/")
    .replace(/(\d)年(\d{1,2})月(\d{1,2})日/, "$1-$2-$3")
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^'(?=\d)/, "")
    .replace(BEFORE_DATE, "")
}

/** "22:20 (EST)"; behind a zone, brackets only say it again, as in "gmt+0400 (gulf standard time)". */
const zoneIn = (aside: string, before: string): string => (isZone(aside.trim()) && !ENDS_IN_ZONE.test(before) ? ` ${aside.trim()}` : "")

const ENDS_IN_ZONE = /:\d\d(?:[.,]\d+)?(?: ?[ap]m)? ?(?:z|(?:utc|gmt)?[+ -]\d{1,2}:?(?:\d\d)?|[a-z]{3,}|[a-z]+\/[a-z_/]+)$/

const whole = (ms: number, hasTime = true): DateReading => ({ ok: true, at: new Date(ms), hasTime, isDecided: false, unreadTime: null })

/**
 * A bare number: 20261101 and 20261101222030 are written dates; a spreadsheet counts days from 1899-12-30; the rest is Unix
 * time, whose unit its size shows.
 */
function fromNumber(text: string, timeZone: string): DateReading {
  const [, year, month, day, hour, minute, second] = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/.exec(text) ?? []
  if (year !== undefined) {
    const time = hour === undefined ? "" : `t${hour}:${minute}:${second ?? "00"}`
    const written = onDay({ year: Number(year), month: Number(month), day: Number(day), isDecided: false }, time, timeZone)
    if (written.ok && written.unreadTime === null) return written
  }
  const value = Number(text.replace(",", "."))
  if (value > 32_000 && value < 80_000) {
    const seconds = Math.round((value % 1) * 86_400)
    const days = isoDay(Date.UTC(1899, 11, 30) + Math.floor(value) * DAY_MS)
    return whole(instantAt(timeZone, days, seconds * 1000), seconds > 0)
  }
  if (value > 6e8 && value < 1e10) return whole(value * 1000)
  if (value > 6e11 && value < 1e13) return whole(value)
  if (value > 6e14 && value < 1e16) return whole(value / 1000)
  return UNREADABLE
}

function fromText(text: string, format: Pick<ReadingFormat, "dateOrder" | "timeZone">): DateReading {
  for (const arranged of [text, ...rearranged(text)]) {
    const found = dayIn(arranged, format.dateOrder)
    if (found) return onDay(found.day, found.rest, format.timeZone)
  }
  return UNREADABLE
}

/** "15:30 1/11/2026", and "Nov 1 22:20:30 UTC 2026" as Unix prints it, with the date in front. */
function rearranged(text: string): string[] {
  const timeFirst = /^(\d{1,2}(?:[:.]\d{2}){0,2} ?(?:am|pm|[صم])?),? (?:on |le )?(.+)$/.exec(text)
  const yearLast = /^(.+?) (\d{1,2}:\d\d(?::\d\d)?)( [a-z]{1,4}| [+-]\d{4})? (\d{4})$/.exec(text)
  return [
    ...(yearLast ? [`${yearLast[1]} ${yearLast[4]} ${yearLast[2]}${yearLast[3] ?? ""}`] : []),
    ...(timeFirst ? [`${timeFirst[2]} ${timeFirst[1]}`] : []),
  ]
}

type Day = { year: number; month: number; day: number; isDecided: boolean }

const YEAR_FIRST = /^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})(?!\d)/
const COMPACT = /^(\d{4})()(\d{2})(\d{2})(?=t|z|[ +]|$)/
const NUMBERS = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}(?!\d)|\d{2}(?![\d:]))/
const DAY_WORD = /^(\d{1,2})(?:st|nd|rd|th|er)?[-/. ]*(?:of |de |d')?([\p{L}_]+)[-/.,، ]*(?:of |de )?'?(\d{4}(?!\d)|\d{2}(?![\d:]))/u
const WORD_DAY = /^([\p{L}_]+)[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/.,، ]+'?(\d{4}(?!\d)|\d{2}(?![\d:]))/u
const YEAR_WORD = /^(\d{4})[-/. ]*([\p{L}_]+)[-/. ]*(\d{1,2})(?![\d:])/u

/** The date at the start of a text, and the rest after it. */
function dayIn(text: string, order: DateOrder): { day: Day; rest: string } | null {
  const found = (match: RegExpExecArray, year: string, month: number | null, day: string, isDecided = false) =>
    month === null ? null : { day: { year: fullYear(year), month, day: Number(day), isDecided }, rest: text.slice(match[0].length) }
  const yearFirst = YEAR_FIRST.exec(text) ?? COMPACT.exec(text)
  if (yearFirst) return found(yearFirst, yearFirst[1] ?? "", Number(yearFirst[3]), yearFirst[4] ?? "")
  const numbers = NUMBERS.exec(text)
  if (numbers) {
    const [, one = "", , two = "", year = ""] = numbers
    const isDayFirst = Number(one) > 12 || (order === "dmy" && Number(two) <= 12)
    const isOpen = one !== two && ((Number(one) <= 12 && Number(two) <= 12) || year.length === 2)
    return isDayFirst ? found(numbers, year, Number(two), one, isOpen) : found(numbers, year, Number(one), two, isOpen)
  }
  const dayWord = DAY_WORD.exec(text)
  if (dayWord) return found(dayWord, dayWord[3] ?? "", monthNamed(dayWord[2] ?? ""), dayWord[1] ?? "")
  const wordDay = WORD_DAY.exec(text)
  if (wordDay) return found(wordDay, wordDay[3] ?? "", monthNamed(wordDay[1] ?? ""), wordDay[2] ?? "")
  const yearWord = YEAR_WORD.exec(text)
  return yearWord ? found(yearWord, yearWord[1] ?? "", monthNamed(yearWord[2] ?? ""), yearWord[3] ?? "") : null
}

const fullYear = (text: string): number => (text.length === 2 ? Number(text) + (Number(text) >= 90 ? 1900 : 2000) : Number(text))

/** Null for a day that does not exist. */
function onDay({ year, month, day, isDecided }: Day, rest: string, timeZone: string): DateReading {
  const midnight = Date.UTC(year, month - 1, day)
  const check = new Date(midnight)
  if (check.getUTCFullYear() !== year || check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day) return UNREADABLE
  const time = readTime(rest)
  const { sinceMidnightMs, zone, isGiven } = time ?? { sinceMidnightMs: 0, zone: null, isGiven: false }
  const at =
    typeof zone === "number"
      ? midnight + sinceMidnightMs - zone * MINUTE_MS
      : instantAt(zone ?? timeZone, isoDay(midnight), sinceMidnightMs)
  return { ok: true, at: new Date(at), hasTime: isGiven, isDecided, unreadTime: time === null ? rest.trim() : null }
}
