/**
 * From the text of a phone field to runs of digits. People add labels, links, notes and a second number; forms add
 * prefixes twice; spreadsheets group digits by commas. What leaves this module is digits, and whether they were written
 * as an international number.
 *
 * Whatever is no part of a number (letters, slashes, semicolons, line breaks) separates numbers. Spaces, hyphens, dots
 * and commas stand inside numbers as well as between them; they separate where what follows begins a number of its own.
 */
import { cleanText, digitsOf } from "@/lib/core/identity/text"

export type PhonePiece = {
  digits: string
  international: boolean
  raw: string
  /** Without the short groups around it, which may be no part of it: "0501234567 (2)", "0501234567, 9am". */
  core?: { digits: string; international: boolean }
}

const WHATSAPP_LINK = /(?:wa\.me\/|whatsapp\.com\/send\/?\?(?:.*&)?phone=|whatsapp:\/\/send\?(?:.*&)?phone=)\+?(\d{6,})/i
const EXTENSION = /(?:(?<=[\s\d).,;])(?:ext(?:n|ension)?\.?|x|#)|تحويلة|داخلي|доб\.?)\s*[:.]?\s*\d{1,6}(?!\d)/gi
/** "04/2345678": a slash after an area code. */
const AREA_SLASH = /(?<![\d+)])(\+?\d{1,3}[\s-]?\d{1,3}|0\d{1,3})\s*\/\s*(?=\d[\d\s-]{5,})/g
/** "1) 0501234567 2) 0559876543" */
const LIST_NUMBER = /(?<![\d+(])[1-9]\)\s*(?=[+(\d])/g
const OTHER_TEXT = /[^\d+()\s.,\-–—‐‑−·*_]+/
const DIGITS_MIN = 7
const WHOLE_MIN = 9

/** The numbers in a field, in order; none when the field holds no digits at all. */
export function numberPieces(raw: string): PhonePiece[] {
  const text = cleanText(raw.replace(/[\r\n]+/g, " ; "))
    .replace(/[＋﹢]/g, "+")
    .replace(/(\d{7,})\.0+(?!\d)/g, "$1")
  const link = WHATSAPP_LINK.exec(text)?.[1]
  if (link) return [{ digits: link, international: true, raw }]
  const parts = text
    .replace(EXTENSION, " ; ")
    .replace(LIST_NUMBER, " ; ")
    .replace(AREA_SLASH, (_, area: string) => (/^[+0]/.test(area) ? `${area} ` : `${area} / `))
    .split(OTHER_TEXT)
    .flatMap(numbersIn)
    .filter((part) => part.digits !== "")
  const whole = parts.filter(({ digits }) => digits.length >= DIGITS_MIN)
  const longest = parts.toSorted((a, b) => b.digits.length - a.digits.length).slice(0, 1)
  const pieces = whole.length > 0 ? whole : longest
  return pieces.length === 1 ? pieces.map((piece) => ({ ...piece, raw })) : pieces
}

type Group = { text: string; digits: string; separator: string }

/** Cuts a run of digit groups before each group that begins another number. */
function numbersIn(run: string): PhonePiece[] {
  const groups = [...run.matchAll(/([^\d+]*)(\+?\d*)/g)]
    .map(([, separator = "", text = ""]): Group => ({ text, digits: text.replace("+", ""), separator }))
    .filter(({ text }) => text !== "")
  const numbers: Group[][] = []
  for (const [at, group] of groups.entries()) {
    const current = numbers.at(-1)
    if (!current || beginsNumber(current, groups.slice(at))) numbers.push([group])
    else current.push(group)
  }
  const pieces = numbers.map((number) => ({ ...pieceOf(number), ...coreOf(number) }))
  // "+971+971501234567": a prefix typed before a number that has it already.
  return pieces.filter(({ digits }) => pieces.length === 1 || digits.length >= DIGITS_MIN)
}

function beginsNumber(current: readonly Group[], rest: readonly [Group, ...Group[]] | readonly Group[]): boolean {
  const [group] = rest
  if (!group) return false
  if (group.text.startsWith("+")) return true
  const before = lengthOf(current)
  const after = lengthOf(rest)
  if (before < DIGITS_MIN || after < DIGITS_MIN) return false
  if (group.text.startsWith("00")) return after >= WHOLE_MIN
  const isList = /,\s|\s[-–—‐‑−]\s|\s,/.test(group.separator)
  const areWhole = lengthOf(current.slice(-1)) >= DIGITS_MIN && group.digits.length >= DIGITS_MIN
  if (isList || (areWhole && /[,.\-–—]/.test(group.separator))) return true
  if (before < WHOLE_MIN || after < WHOLE_MIN) return false
  // "050 999 0029 055 999 0030" and "971,508,881,003,971,559,876,543": the same beginning comes again.
  return group.text.startsWith("0") || (group.digits === current[0]?.digits && group.digits.length > 1)
}

const lengthOf = (groups: readonly Group[]): number => groups.reduce((sum, { digits }) => sum + digits.length, 0)

function pieceOf(groups: readonly Group[]): PhonePiece {
  const digits = groups.map((group) => group.digits).join("")
  const unprefixed = digits.replace(/^00+(?=[1-9])/, "")
  const plus = groups[0]?.text.startsWith("+") ?? false
  return {
    digits: unprefixed,
    international: plus ? !/^0[1-9]/.test(digits) || digits.startsWith("00") : unprefixed !== digits,
    raw: groups
      .map(({ separator, text }, at) => (at === 0 ? text : separator + text))
      .join("")
      .trim(),
  }
}

const NOTE_MAX = 2

function coreOf(groups: readonly Group[]): Pick<PhonePiece, "core"> {
  const isLong = ({ text }: Group): boolean => text.length > NOTE_MAX || text.startsWith("+")
  const inner = groups.slice(groups.findIndex(isLong), groups.findLastIndex(isLong) + 1)
  if (inner.length === groups.length || lengthOf(inner) < DIGITS_MIN) return {}
  const { digits, international } = pieceOf(inner)
  return { core: { digits, international } }
}

/** A spreadsheet keeps 15 digits of a number, and shows six of a long one. */
const DIGITS_KEPT = 15
const BARE_CELL = /^'?(\d+|\d{1,3}(?:[., ]\d{3})+)(?:[.,]0+)?$/

/**
 * Numbers whose last digits a spreadsheet has replaced by zeros: 971501234567, shown as 9.71501E+11, is saved as
 * 971501000000. A spreadsheet drops every plus and leading zero, so a number that has either was typed with its zeros.
 */
export function isZeroFilled(raw: string): boolean {
  const digits = digitsOf(BARE_CELL.exec(cleanText(raw))?.[1] ?? "")
  const isCut = digits.length > DIGITS_KEPT + 1 && /^0+$/.test(digits.slice(DIGITS_KEPT))
  return /^[1-9]/.test(digits) && (isCut || (digits.length >= 9 && /[1-9]\d*0{6}$/.test(digits)))
}

/**
 * Numbers typed to get past a form: one digit repeated, counting up from 1, a mobile prefix and zeros, the American
 * film number. Runs that real subscribers hold (0501234567, 9876543210) are not among them.
 */
export function isDummyNumber(digits: string): boolean {
  const bare = digits
    .replace(/^0+/, "")
    .replace(/^971(?=\d{5})/, "")
    .replace(/^0+/, "")
  if (bare === "") return digits !== ""
  if (/^(\d)\1{5,}$/.test(bare)) return true
  return /^123456(?:7(?:8(?:9\d?)?)?)?$/.test(bare) || /^5\d?0{6,}$/.test(bare) || /^1?5551234567$/.test(bare)
}

/** "97150123xxxx" hides its last digits. */
const MASKED = /^\D*\d+(?:x{2,}|\*{3,}|•{2,})\d*\D*$|^\D*(?:x{2,}|\*{3,}|•{2,})\d+\D*$/i

export const isMasked = (raw: string): boolean => MASKED.test(raw)
