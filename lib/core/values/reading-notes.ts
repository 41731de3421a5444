import type { DateReading } from "@/lib/core/dates/read-date"
import type { ReadingFormat } from "@/lib/core/input-format"
import type { AmountReading } from "@/lib/core/money/read-amount"
import { wallClockMs } from "@/lib/core/days"
import type { ReadingNote } from "@/lib/core/reading-note"

const SHOWN_MAX = 60

/** A value as quoted in a note: with a character that no table holds, an unreadable date would be an unreadable event. */
export function quoted(raw: unknown): string {
  const text = (typeof raw === "string" || typeof raw === "number" ? String(raw).trim() : JSON.stringify(raw)).replaceAll("\0", "")
  return `"${(text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text).toWellFormed()}"`
}

export function dateNotes(field: string, raw: unknown, reading: DateReading, format: ReadingFormat): ReadingNote[] {
  const note = (problem: ReadingNote["problem"], text: string): ReadingNote => ({ problem, about: "date", text })
  if (!reading.ok) return [note("unreadable", `${field} ${quoted(raw)} is not a date that can be read; it is kept as written`)]
  return [
    ...(reading.unreadTime === null
      ? []
      : [note("unreadable", `${field} ${quoted(raw)}: the time ${quoted(reading.unreadTime)} cannot be read; only the day is used`)]),
    ...(reading.isDecided
      ? [
          note(
            "decided",
            `${field} ${quoted(raw)} is read as ${spelled(reading.at, format)}, ${format.dateOrder === "dmy" ? "day" : "month"} first`,
          ),
        ]
      : []),
  ]
}

export function amountNotes(field: string, raw: unknown, reading: AmountReading): ReadingNote[] {
  const note = (problem: ReadingNote["problem"], text: string): ReadingNote => ({ problem, about: "amount", text })
  if (!reading.ok) return [note("unreadable", `${field} ${quoted(raw)} is not one amount that can be read; it is kept as written`)]
  return reading.isDecided ? [note("decided", `${field} ${quoted(raw)} is read as ${reading.minor / 100}, not as thousands`)] : []
}

const spelled = (at: Date, { timeZone }: ReadingFormat): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "long" }).format(wallClockMs(at, timeZone))
