/**
 * Reading a phone field. One field may hold two numbers; each becomes one reading.
 *
 * A number is read in this order: an explicit + or 00, the hint (the form's country, the page's locale, the WhatsApp
 * account), the United Arab Emirates, and last the bare digits with a + put before them. What none of them accepts
 * keeps its digits and gets guesses: the mobile numbers it would be in the countries our customers come from. A guess
 * helps to find candidates and never decides anything. Dummy numbers, our own numbers and numbers that a spreadsheet
 * has rounded are named as such, because matching on them would join strangers.
 */
import { parsePhoneNumberFromString, type CountryCode, isSupportedCountry } from "libphonenumber-js/max"
import type { PhoneNumber } from "libphonenumber-js/max"
import { isDummyNumber, numberPieces, type PhonePiece } from "@/lib/core/identity/phone-text"

type PhoneType = "mobile" | "fixed" | "toll_free" | "uan" | "other"
export type PhoneConfidence = "explicit" | "hint" | "default" | "guess"
type PhoneRejection = "empty" | "scientific" | "dummy" | "invalid" | "own_number"

type PhoneNumberReading = {
  ok: true
  e164: string
  /** ISO 3166 alpha-2, or null for non-geographic numbers. */
  country: string | null
  type: PhoneType
  /** National significant number: the digits after the country code. */
  nsn: string
  confidence: PhoneConfidence
  raw: string
}
type PhoneRejected = {
  ok: false
  raw: string
  /** All digits as typed, in ASCII, without prefix marks. */
  digits: string
  /** The digits without the country code or trunk prefix, as far as they can be told apart. */
  nsn: string
  reason: PhoneRejection
  /** E.164 numbers it might be; never an identity. */
  guesses: string[]
}
export type PhoneReading = PhoneNumberReading | PhoneRejected

export type PhoneOptions = { countryHint?: string | undefined; ownNumbers?: ReadonlySet<string> | undefined }

const HOME: CountryCode = "AE"
const HOME_CODE = "971"
const GUESS_COUNTRIES: readonly CountryCode[] = ["IN", "PK", "PH", "GB", "RU", "SA", "EG", "CN"]
const SCIENTIFIC = /^['\s]*\+?\d+(?:[.,]\d+)?\s*e\s*\+?\d+['\s]*$/i

const TYPES: Record<string, PhoneType> = {
  MOBILE: "mobile",
  FIXED_LINE_OR_MOBILE: "mobile",
  FIXED_LINE: "fixed",
  TOLL_FREE: "toll_free",
  UAN: "uan",
}

/** Every number in one phone field, in the order written; always at least one reading. */
export function normalisePhone(raw: string, options: PhoneOptions = {}): PhoneReading[] {
  if (SCIENTIFIC.test(raw.normalize("NFKC"))) return [rejected(raw, raw.replace(/\D/g, ""), "scientific")]
  const pieces = numberPieces(raw)
  if (pieces.length === 0) return [rejected(raw, "", "empty")]
  const readings = pieces.map((piece) => readPiece(piece, options))
  const seen = new Set<string>()
  return readings.filter((reading) => {
    const id = reading.ok ? reading.e164 : reading.digits
    return seen.has(id) ? false : seen.add(id)
  })
}

function readPiece(piece: PhonePiece, options: PhoneOptions): PhoneReading {
  const { digits, international, raw } = piece
  if (isDummyNumber(digits)) return rejected(raw, digits, "dummy")
  const hint = countryOf(options.countryHint)
  const found = international ? readInternational(digits, hint) : readNational(digits, hint)
  if (!found) return invalid(piece, hint)
  const { number, confidence } = found
  if (isDummyNumber(number.nationalNumber)) return rejected(raw, digits, "dummy")
  if (options.ownNumbers?.has(number.number)) return rejected(raw, digits, "own_number")
  return {
    ok: true,
    e164: number.number,
    country: number.country ?? null,
    type: TYPES[number.getType() ?? ""] ?? "other",
    nsn: number.nationalNumber,
    confidence,
    raw,
  }
}

type Found = { number: PhoneNumber; confidence: PhoneConfidence }

function readInternational(digits: string, hint: CountryCode | null): Found | null {
  for (const candidate of internationalRepairs(digits)) {
    const number = parseValid(`+${candidate}`)
    if (number) return { number, confidence: "explicit" }
  }
  // "+0501234567": the plus was put before a national number by a form.
  return digits.startsWith("0") ? readNational(digits, hint) : null
}

/** The digits as they are, then with one repeated country code or inner 00 taken out: "971971…", "97100971…". */
function internationalRepairs(digits: string): string[] {
  const repairs = [digits]
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length)
    const rest = digits.slice(length)
    if (rest.startsWith(code)) repairs.push(rest)
    if (rest.startsWith(`00${code}`)) repairs.push(rest.slice(2))
    if (rest.startsWith(`0${code}`)) repairs.push(rest.slice(1))
  }
  return repairs
}

function readNational(digits: string, hint: CountryCode | null): Found | null {
  if (hint) {
    const number = parseValid(digits, hint)
    if (number) return { number, confidence: confidenceOf(number, digits, "hint") }
  }
  const home = parseValid(digits, HOME)
  if (home) return { number: home, confidence: confidenceOf(home, digits, "default") }
  const bare = digits.replace(/^0+/, "")
  if (bare.length < 10) return null
  for (const candidate of internationalRepairs(bare)) {
    const number = parseValid(`+${candidate}`)
    // A national number of another country may look like a complete foreign one: then neither reading is certain.
    const isOnlyReading = candidate !== bare || guessesFor(digits, null).every((guess) => guess === number?.number)
    if (number && isOnlyReading) return { number, confidence: "explicit" }
  }
  return null
}

/** A number typed with its country code is explicit even without a plus. */
function confidenceOf(number: PhoneNumber, digits: string, otherwise: PhoneConfidence): PhoneConfidence {
  const bare = digits.replace(/^0+/, "")
  return bare === number.number.slice(1) ? "explicit" : otherwise
}

function guessesFor(digits: string, hint: CountryCode | null): string[] {
  const guesses = new Set<string>()
  for (const country of hint ? [hint, ...GUESS_COUNTRIES] : GUESS_COUNTRIES) {
    const number = parseValid(digits, country)
    if (number && TYPES[number.getType() ?? ""] === "mobile") guesses.add(number.number)
  }
  return [...guesses]
}

function parseValid(text: string, country?: CountryCode): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text, country)
  return number?.isValid() ? number : null
}

function countryOf(hint: string | undefined): CountryCode | null {
  const code = hint?.trim().toUpperCase() ?? ""
  return isSupportedCountry(code) ? code : null
}

function invalid(piece: PhonePiece, hint: CountryCode | null): PhoneRejected {
  const { digits, international, raw } = piece
  const guesses = international ? [] : guessesFor(digits, hint)
  return { ...rejected(raw, digits, "invalid"), nsn: nationalPart(digits, international, hint), guesses }
}

function rejected(raw: string, digits: string, reason: PhoneRejection): PhoneRejected {
  return { ok: false, raw, digits, nsn: digits.replace(/^0+/, ""), reason, guesses: [] }
}

/** "0097150123456", "97150123456" and "050123456" all name "50123456", though none of them is a number. */
function nationalPart(digits: string, international: boolean, hint: CountryCode | null): string {
  const bare = digits.replace(/^0+/, "")
  if (international) return parsePhoneNumberFromString(`+${bare}`)?.nationalNumber ?? bare
  if (bare.startsWith(HOME_CODE) && bare.length > 9) return bare.slice(HOME_CODE.length).replace(/^0+/, "")
  return (hint && parsePhoneNumberFromString(digits, hint)?.nationalNumber) || bare
}
