import { currencyNamed } from "./currency-words"
import { cleanText } from "@/lib/core/identity/text"
import type { DecimalMark } from "@/lib/core/input-format"

/**
 * The one reader of amounts: of forms, webhooks, files, the REST API and the CRMs. It reads both decimal habits
 * (1,250.50 and 1.250,50), the digits of any script, a currency before or after, and "k" for thousands.
 *
 * A text is one amount or none: "800-900" and "250 a day" are not amounts, and their digits are never joined. Only a
 * single mark before three digits is ambiguous ("1.250"); there the team's decimal mark decides, and the reading says
 * so when the result is a fraction.
 */
export type AmountReading =
  | {
      ok: true
      /** Hundredths of the main unit; negative where the text says so. */
      minor: number
      /** ISO 4217, or null without a currency. */
      currency: string | null
      isDecided: boolean
    }
  | { ok: false }

const UNREADABLE: AmountReading = { ok: false }
const MINOR_MAX = 100_000_000_000_000

/** A sign and words may be before and after the number; between them only the number. */
const PARTS = /^(-?) ?([^\d-]*?)[\s.:]*(-?) ?(\d[\d.,'’٬٫ ]*?)[\s:]*([^\d.,'’٬٫\s-].*?)?( ?-)?$/u

const SCALES: readonly [RegExp, number][] = [
  [/^(?:k|thousand|tsd|mille|[اأ]لف|[اآ]لاف)(?!\p{L})/iu, 1000],
  [/^(?:lakhs?|lacs?)(?!\p{L})/iu, 100_000],
  [/^crores?(?!\p{L})/iu, 10_000_000],
  [/^(?:m|mn|mio|millions?|مليون)(?!\p{L})/iu, 1_000_000],
]

export function readAmount(raw: unknown, { decimalMark }: { decimalMark: DecimalMark }): AmountReading {
  if (typeof raw === "number") return amountOf(raw, null, false)
  if (typeof raw !== "string") return UNREADABLE
  const text = cleanText(raw)
    .replaceAll(/[‐‑–—−]/g, "-")
    .replace(/^\((.*)\)$/, "-$1")
    // ".50" has no whole part; in "Dhs.50" the point belongs to the word.
    .replace(/(^|[\s\-\p{Sc}])(?=[.,٫]\d)/u, "$10")
    // As cheques end.
    .replace(/[\s/-]+only\.?$/i, "")
    .replace(/(\d)\s*(?:\/[-=]|[.,]-+)$/, "$1")
  const [, minus, before = "", inner, digits = "", behind = "", last] = PARTS.exec(text) ?? []
  const number = readNumber(digits, decimalMark)
  const scale = SCALES.find(([word]) => word.test(behind))
  const words = [before, scale ? behind.replace(scale[0], "") : behind].map((word) => word.trim()).filter((word) => word !== "")
  const currencies = words.map(currencyNamed)
  if (number === null || currencies.includes(null) || new Set(currencies).size > 1) return UNREADABLE
  const value = number.value * (scale?.[1] ?? 1)
  return amountOf(minus || inner || last ? -value : value, currencies[0] ?? null, number.isDecided)
}

function amountOf(value: number, currency: string | null, isDecided: boolean): AmountReading {
  const minor = Math.round(value * 100)
  return Math.abs(minor) <= MINOR_MAX ? { ok: true, minor, currency, isDecided } : UNREADABLE
}

const GROUPED = /^\d{1,3}(?:([., '’٬])\d{3})(?:\1\d{3})*$/
/** Indian grouping: 1,25,000. */
const GROUPED_BY_TWO = /^\d{1,2}(?:,\d{2})+,\d{3}$/

function readNumber(text: string, decimalMark: DecimalMark): { value: number; isDecided: boolean } | null {
  const number = (digits: string, isDecided = false) => ({ value: Number(digits), isDecided })
  if (/^\d+$/.test(text)) return number(text)
  const [, wholePart = "", mark = "", fraction = ""] = /^(.*)([.,٫])(\d*)$/.exec(text) ?? []
  const isMarkAlone = mark !== "" && /^\d+$/.test(wholePart)
  if (isMarkAlone && mark !== "٫" && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(wholePart)) {
    const isFraction = (mark === ".") === (decimalMark === "point")
    return isFraction ? number(`${wholePart}.${fraction}`, true) : number(wholePart + fraction)
  }
  if (isMarkAlone) return fraction === "" ? null : number(`${wholePart}.${fraction}`)
  if (isGrouped(text)) return number(text.replaceAll(/\D/g, ""))
  const isOtherMark = isGrouped(wholePart) && !wholePart.includes(mark)
  return isOtherMark && fraction !== "" ? number(`${wholePart.replaceAll(/\D/g, "")}.${fraction}`) : null
}

const isGrouped = (text: string): boolean => GROUPED.test(text) || GROUPED_BY_TWO.test(text)
