import { readDate } from "@/lib/core/dates/read-date"
import { wallClockMs } from "@/lib/core/days"
import type { ReadingFormat } from "@/lib/core/input-format"
import type { LeadField } from "@/lib/core/lead-event"
import { HOME_CURRENCY } from "@/lib/core/money/money"
import { readAmount } from "@/lib/core/money/read-amount"
import type { ReadingNote } from "@/lib/core/reading-note"
import { amountNotes, dateNotes } from "./reading-notes"

/**
 * The stored form of a field's value: dates as 2026-11-20 or 2026-11-20 15:30 in the team's zone, amounts as 1250.5,
 * with their currency where it is not ours. What cannot be read stays as written.
 */
export function leadValue(field: LeadField, written: string, format: ReadingFormat): { value: string; notes: ReadingNote[] } {
  const text = written.trim()
  if (text === "") return { value: text, notes: [] }
  if (field === "pickup_date" || field === "return_date") return dateValue(field, text, format)
  if (field === "amount" || field === "budget") return amountValue(field, text, format)
  return { value: text, notes: [] }
}

function dateValue(field: LeadField, text: string, format: ReadingFormat): { value: string; notes: ReadingNote[] } {
  const reading = readDate(text, format)
  const notes = dateNotes(field, text, reading, format)
  // A partial reading would lose what the person wrote.
  if (!reading.ok || reading.unreadTime !== null) return { value: text, notes }
  const shown = new Date(wallClockMs(reading.at, format.timeZone)).toISOString()
  return { value: reading.hasTime ? `${shown.slice(0, 10)} ${shown.slice(11, 16)}` : shown.slice(0, 10), notes }
}

function amountValue(field: LeadField, text: string, format: ReadingFormat): { value: string; notes: ReadingNote[] } {
  const reading = readAmount(text, format)
  const notes = amountNotes(field, text, reading)
  if (!reading.ok) return { value: text, notes }
  const value = String(reading.minor / 100)
  return { value: reading.currency === null || reading.currency === HOME_CURRENCY ? value : `${reading.currency} ${value}`, notes }
}
