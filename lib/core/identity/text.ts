/**
 * Typed text contains invisible marks: direction marks between digits, zero-width joiners, full-width letters, digits
 * of other scripts. Every reader in this folder starts from `cleanText`.
 */

// Zero-width characters, bidi embeddings and isolates, the byte-order mark and the soft hyphen.
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g
const CONTROL = /\p{Cc}/gu

// The code point of the digit zero in each script whose digits our senders type.
export const DIGIT_ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50]
const FOREIGN_DIGIT =
  /[\u0660-\u0669\u06F0-\u06F9\u0966-\u096F\u09E6-\u09EF\u0A66-\u0A6F\u0AE6-\u0AEF\u0B66-\u0B6F\u0BE6-\u0BEF\u0C66-\u0C6F\u0CE6-\u0CEF\u0D66-\u0D6F\u0E50-\u0E59]/g

/** Digits of Arabic, Persian, Indic and Thai scripts become ASCII; everything else, and every length, stays. */
export function toAsciiDigits(text: string): string {
  return text.replace(FOREIGN_DIGIT, (digit) => {
    const code = digit.charCodeAt(0)
    const zero = DIGIT_ZEROS.find((start) => code >= start && code < start + 10) ?? code
    return String(code - zero)
  })
}

/** The words of a list that is written as text. */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** The digits of a text, in ASCII. */
export const digitsOf = (text: string): string => toAsciiDigits(text.normalize("NFKC")).replaceAll(/\D/g, "")

/** NFKC, ASCII digits, no invisible marks; control characters become spaces; outer space is trimmed. */
export function cleanText(raw: string): string {
  return toAsciiDigits(raw.normalize("NFKC").replace(INVISIBLE, "").replace(CONTROL, " ")).trim()
}
