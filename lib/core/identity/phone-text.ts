/**
 * From the text of a phone field to runs of digits. People add labels, links, notes and a second number; forms add
 * prefixes twice. What leaves this module is digits, and whether they were written as an international number.
 */
import { cleanText } from "@/lib/core/identity/text"

export type PhonePiece = { digits: string; international: boolean; raw: string }

const WHATSAPP_LINK = /(?:wa\.me\/|whatsapp\.com\/send\/?\?(?:.*&)?phone=|whatsapp:\/\/send\?(?:.*&)?phone=)\+?(\d{6,})/i
// Between two numbers in one field. A separator splits only when both sides hold enough digits for a number.
const SEPARATORS = /\s*(?:[/,;|&\n]|\bor\b|\band\b|\bأو\b|(?<=\d)\s*[و]\s*(?=\d))\s*/i
const EXTENSION = /\s*(?:ext\.?|extn\.?|x|#|تحويلة|доб\.?)\s*\d{1,5}\s*$/i
const NUMBER_RUN = /\+?[\d(][\d\s().+*\-–—‐‑−·_]*\d/g
const DIGITS_MIN = 7

/** The numbers in a field, in order; none when the field holds no digits at all. */
export function numberPieces(raw: string): PhonePiece[] {
  const text = cleanText(raw.replace(/[\r\n]+/g, " ; "))
    .replace(/[＋﹢]/g, "+")
    .replace(/^'/, "")
    .replace(/(\d{9,})\.0+$/, "$1")
  const link = WHATSAPP_LINK.exec(text)?.[1]
  if (link) return [{ digits: link, international: true, raw }]
  const pieces = splitNumbers(text.replace(EXTENSION, "")).flatMap(readRun)
  if (pieces.length > 0) return pieces.length === 1 ? pieces.map((piece) => ({ ...piece, raw })) : pieces
  const digits = text.replace(/\D/g, "")
  return digits === "" ? [] : [{ digits, international: false, raw }]
}

function splitNumbers(text: string): string[] {
  const parts = text.split(SEPARATORS).filter((part) => part !== "")
  if (parts.length > 1 && parts.every((part) => digitCount(part) >= DIGITS_MIN)) return parts
  if (parts.length > 1) {
    const long = parts.filter((part) => digitCount(part) >= DIGITS_MIN)
    if (long.length > 1) return long
  }
  const words = text.split(/\s+(?=\+|00\d)|\s+(?=0\d{8,})/)
  return words.length > 1 && words.every((word) => digitCount(word) >= 9) ? words : [text]
}

function readRun(part: string): PhonePiece[] {
  const runs = part.match(NUMBER_RUN) ?? []
  const run = runs.toSorted((a, b) => digitCount(b) - digitCount(a))[0]
  if (!run) return []
  return splitAtPlus(run).flatMap((text) => {
    const digits = text.replace(/\D/g, "")
    if (digits === "") return []
    const plus = text.startsWith("+")
    const unprefixed = digits.replace(/^00+(?=[1-9])/, "")
    return {
      digits: unprefixed,
      international: plus ? !/^0[1-9]/.test(digits) || digits.startsWith("00") : unprefixed !== digits,
      raw: text.trim(),
    }
  })
}

/** "+971+971501234567" is one number typed after a prefix; "+97150…+97155…" is two numbers. */
function splitAtPlus(run: string): string[] {
  const parts = run.split(/(?=\+)/).filter((part) => digitCount(part) > 0)
  const complete = parts.filter((part) => digitCount(part) >= DIGITS_MIN)
  return complete.length > 0 ? complete : [run]
}

const digitCount = (text: string): number => text.replace(/\D/g, "").length

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
