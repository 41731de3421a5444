import { readDate } from "@/lib/core/dates/read-date"
import type { ReadingFormat } from "@/lib/core/input-format"
import { currencyNamed } from "@/lib/core/money/currency-words"
import { HOME_CURRENCY } from "@/lib/core/money/money"
import { readAmount } from "@/lib/core/money/read-amount"
import type { ReadingNote } from "@/lib/core/reading-note"
import { amountNotes, dateNotes, quoted } from "@/lib/core/values/reading-notes"

/**
 * Reads the dates and amounts of one event, and collects what has to be said about them: what cannot be read, and what the
 * team's format decided. Adapters put `notes` on the event.
 */
export class ValueReader {
  readonly notes: ReadingNote[]

  /** `about` is what has to be said about the body as a whole. */
  constructor(
    private readonly receivedAt: Date,
    private readonly format: ReadingFormat,
    about: readonly ReadingNote[] = [],
  ) {
    this.notes = [...about]
  }

  /** When it happened by the sender; when it was received, where the sender says nothing usable. */
  eventTime(field: string, raw: unknown): Date {
    if (isBlank(raw)) return this.receivedAt
    const reading = readDate(raw, this.format)
    this.notes.push(...dateNotes(field, raw, reading, this.format))
    if (!reading.ok) return this.receivedAt
    const ahead = reading.at.getTime() - this.receivedAt.getTime()
    if (ahead <= SKEW_MS && reading.at.getTime() >= EARLIEST) return reading.at
    this.say("date", `${field} ${quoted(raw)} cannot be when it happened; the time of receipt is used`)
    return this.receivedAt
  }

  /** A date on its own account, such as the start of a rental: it may lie ahead. */
  date(field: string, raw: unknown): Date | null {
    if (isBlank(raw)) return null
    const reading = readDate(raw, this.format)
    this.notes.push(...dateNotes(field, raw, reading, this.format))
    return reading.ok ? reading.at : null
  }

  /** An amount with its currency, which may stand with it or in a field of its own. */
  money(field: string, raw: unknown, currency: unknown): { minor: number | null; currency: string | null } {
    const named = this.currency(field, currency)
    if (isBlank(raw)) return { minor: null, currency: named }
    const reading = readAmount(raw, this.format)
    this.notes.push(...amountNotes(field, raw, reading))
    if (!reading.ok) return { minor: null, currency: named }
    if (named !== null && reading.currency !== null && named !== reading.currency)
      this.say("amount", `${field} ${quoted(raw)} names another currency than ${named}; ${named} is used`)
    return { minor: reading.minor, currency: named ?? reading.currency ?? HOME_CURRENCY }
  }

  private currency(field: string, raw: unknown): string | null {
    if (isBlank(raw)) return null
    const named = currencyNamed(String(raw))
    if (named === null) this.say("amount", `${field}: the currency ${quoted(raw)} is not known`)
    return named
  }

  private say(about: ReadingNote["about"], text: string): void {
    this.notes.push({ problem: "unreadable", about, text })
  }
}

/** Clocks differ by minutes; further ahead it is a plan, not a time of what happened. */
const SKEW_MS = 300_000
const EARLIEST = Date.UTC(2000, 0, 1)

const isBlank = (raw: unknown): boolean => raw === undefined || raw === null || (typeof raw === "string" && raw.trim() === "")
