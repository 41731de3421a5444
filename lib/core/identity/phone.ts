/**
 * Reading a phone field. One field may hold several numbers; each becomes one reading.
 *
 * A number is read in this order: an explicit + or 00, the countries named beside it (a country select, a dial code in a
 * field of its own), what the page or the browser suggests, the United Arab Emirates, and last the bare digits with a +
 * put before them. An old spelling of a line becomes today's, so that both are one key (renumbered-lines.ts).
 *
 * Where the countries disagree, none of those named beside the number fits, or what is named is no country we know, the reading is a `guess`: it is kept and
 * shown, and it never joins a lead by itself. A number that its provider vouches for (the sender of a WhatsApp message,
 * the caller of a call) is a line whatever the numbering plan says.
 *
 * What none of this reads keeps its digits and gets guesses: the mobile numbers it would be in the countries our
 * customers come from. Such a guess helps to find candidates and never decides anything. Dummy numbers, our own numbers
 * and numbers that a spreadsheet has rounded (9.71501E+11, and 971501000000 as it is saved later) are named as such, because matching on them would join strangers.
 */
import { getCountryCallingCode, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from "libphonenumber-js/max"
import { lineOf, parseValid, supported, type PhoneType } from "@/lib/core/identity/phone-lines"
import { digitsOf } from "@/lib/core/identity/text"
import { repeatedCodes, strayTrunks } from "@/lib/core/identity/phone-repairs"
import { isDummyNumber, isMasked, isZeroFilled, numberPieces, type PhonePiece } from "@/lib/core/identity/phone-text"

/** Raised whenever a stored number would be read otherwise than before; what is stored is then read again. */
export const PHONE_READING_VERSION = 3

export type PhoneConfidence = "explicit" | "hint" | "default" | "guess"
type PhoneRejection = "empty" | "scientific" | "dummy" | "invalid" | "own_number"

export type PhoneNumberReading = {
  ok: true
  e164: string
  /** ISO 3166 alpha-2, or null for non-geographic numbers. */
  country: string | null
  type: PhoneType
  /** National significant number: the digits after the country code. */
  nsn: string
  confidence: PhoneConfidence
  /** The countries between which a `guess` was made. Two guesses from the same countries are the same number. */
  guessedFrom?: string
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

type PhoneOptions = {
  /** ISO 3166 alpha-2 codes of the countries named beside the number; a text that names none known stands as it was written. */
  countries?: readonly string[] | undefined
  /** Countries that the page or the browser suggests, the stronger first; used where none is named beside the number. */
  likelyCountries?: readonly string[] | undefined
  ownNumbers?: ReadonlySet<string> | undefined
  /** The number comes from the network that carried the call or message, not from somebody's keyboard. */
  vouched?: boolean | undefined
  /** Another system works with it, such as a CRM: written in full it is a line, whatever the plan says. */
  inUse?: boolean | undefined
}

const HOME = "AE"
const HOME_CODE = "971"
const GUESS_COUNTRIES: readonly CountryCode[] = ["IN", "PK", "PH", "GB", "RU", "SA", "EG", "CN"]
const SCIENTIFIC = /^['\s]*\+?(\d+)(?:[.,](\d+))?\s*e\s*\+?(\d{1,2})['\s]*$/i

const TYPES: Record<string, PhoneType> = {
  MOBILE: "mobile",
  FIXED_LINE_OR_MOBILE: "mobile",
  FIXED_LINE: "fixed",
  TOLL_FREE: "toll_free",
  UAN: "uan",
}

/** Every number in one phone field, in the order written; always at least one reading. */
export function normalisePhone(raw: string, options: PhoneOptions = {}): PhoneReading[] {
  const scientific = SCIENTIFIC.exec(raw.normalize("NFKC"))
  const digits = scientific ? wholeNumber(scientific) : null
  const isRounded = digits === null && options.vouched !== true && (scientific !== null || isZeroFilled(raw))
  if (isRounded) return [rejected(raw, digitsOf(raw), "scientific")]
  if (isMasked(raw)) return [rejected(raw, digitsOf(raw), "invalid")]
  const pieces = numberPieces(digits ?? raw).map((piece) => (digits === null ? piece : { ...piece, raw }))
  if (pieces.length === 0) return [rejected(raw, "", "empty")]
  const readings = pieces.flatMap((piece) => readRun(piece, options))
  const seen = new Set<string>()
  return readings.filter((reading) => {
    const id = reading.ok ? reading.e164 : reading.digits
    return seen.has(id) ? false : seen.add(id)
  })
}

/** 9.71501E+11 has lost its last digits; 9.71501234567E+11 has them all. */
function wholeNumber([, before = "", after = "", exponent = ""]: RegExpExecArray): string | null {
  return after.length >= Number(exponent) ? before + after.slice(0, Number(exponent)) : null
}

/** The longest number has 15 digits. */
const RUN_MIN = 16
/** Marks that set a note apart; after a mere space a digit may be one too many of the number itself. */
const NOTED = /[^\d\s+.()-]|\(\d{1,2}\)|\s-\s/
const HALF_MIN = 8

/**
 * "05012345670559998888": two numbers without anything between them. They are told apart where both halves are lines and
 * begin alike; where only one cut makes two lines, by that cut; else not at all.
 */
function readRun(piece: PhonePiece, options: PhoneOptions): PhoneReading[] {
  const whole = readPiece(piece, options)
  const { digits, core } = piece
  if (whole.ok || whole.reason !== "invalid" || options.vouched === true) return [whole]
  const inside = core === undefined || !NOTED.test(piece.raw) ? null : readPiece({ ...piece, ...core }, options)
  if (inside?.ok && inside.confidence !== "guess") return [inside]
  if (digits.length < RUN_MIN) return [whole]
  const cuts = Array.from({ length: digits.length - 2 * HALF_MIN + 1 }, (_, at) => at + HALF_MIN).flatMap((at) => {
    const [head, tail] = [digits.slice(0, at), digits.slice(at)]
    const halves = [
      { ...piece, digits: head, raw: head },
      { digits: tail.replace(/^00(?=[1-9])/, ""), international: tail.startsWith("00"), raw: tail },
    ].map((half) => readPiece(half, options))
    const lines = halves.filter((half) => half.ok && half.confidence !== "guess")
    return lines.length === 2 ? [{ halves, isAlike: beginning(head) === beginning(tail) && Math.abs(head.length - tail.length) < 2 }] : []
  })
  const alike = cuts.filter(({ isAlike }) => isAlike)
  const [cut, ...others] = alike.length > 0 ? alike : cuts
  return cut && others.length === 0 ? cut.halves : [whole]
}

/** What two numbers of one country begin with, when both are written in full or neither is. */
const beginning = (digits: string): string =>
  digits.startsWith("0") ? digits.slice(0, digits.startsWith("00") ? 5 : 1) : digits.slice(0, 1)

function readPiece(piece: PhonePiece, options: PhoneOptions): PhoneReading {
  const { digits, international, raw } = piece
  const context: Context = { ...options, named: supported(options.countries), likely: supported(options.likelyCountries) }
  const isVouchedLine = options.vouched === true && /[1-9]/.test(digits)
  if (isDummyNumber(digits) && !isVouchedLine) return rejected(raw, digits, "dummy")
  const isInFull = international || (options.vouched === true && !digits.startsWith("0"))
  const found =
    (isInFull ? readInternational(digits, context) : null) ??
    (international ? null : readNational(digits, context)) ??
    readVouched(piece, context)
  if (!found) return invalid(piece, context)
  const { number, confidence, guessedFrom } = found
  if (isDummyNumber(number.nationalNumber) && !isVouchedLine) return rejected(raw, digits, "dummy")
  if (options.ownNumbers?.has(number.number)) return rejected(raw, digits, "own_number")
  return {
    ok: true,
    e164: number.number,
    country: number.country ?? null,
    type: TYPES[number.getType() ?? ""] ?? "other",
    nsn: number.nationalNumber,
    confidence,
    ...(guessedFrom === undefined ? {} : { guessedFrom }),
    raw,
  }
}

type Context = PhoneOptions & { named: readonly CountryCode[]; likely: readonly CountryCode[] }
type Found = { number: PhoneNumber; confidence: PhoneConfidence; guessedFrom?: string }

function readInternational(digits: string, context: Context): Found | null {
  for (const { candidate, code } of [{ candidate: digits, code: "" }, ...repeatedCodes(digits), ...strayTrunks(digits)]) {
    const number = lineOf(`+${candidate}`)
    if (number && (code === "" || number.countryCallingCode === code)) return { number, confidence: "explicit" }
  }
  // "+0501234567": the plus was put before a national number by a form.
  return digits.startsWith("0") ? readNational(digits, context) : null
}

function readNational(digits: string, context: Context): Found | null {
  const { named, likely } = context
  const beside = fitting(digits, named)
  const candidates = beside.length > 0 ? beside : fitting(digits, [...likely, HOME])
  const [number] = candidates
  if (!number) return readBare(digits)
  if (bareDigits(digits) === number.number.slice(1)) return { number, confidence: "explicit" }
  const unread = (context.countries ?? []).filter((said) => supported([said]).length === 0)
  const isGuess = candidates.length > 1 || (beside.length === 0 && named.length + unread.length > 0)
  if (isGuess) return { number, confidence: "guess", guessedFrom: [...named, ...unread, ...likely].join(" ") }
  const isDefault = beside.length === 0 && number.country === HOME && !likely.includes(HOME)
  return { number, confidence: isDefault ? "default" : "hint" }
}

/** The different numbers that the digits are in these countries, in their order. */
function fitting(digits: string, countries: readonly CountryCode[]): PhoneNumber[] {
  const found = new Map<string, PhoneNumber>()
  for (const country of countries) {
    const number = lineOf(digits, country)
    if (number && !found.has(number.number)) found.set(number.number, number)
  }
  return [...found.values()]
}

/** Bare digits this long may be an old spelling with its country code; shorter ones are national numbers of many places. */
const OLD_SPELLING_MIN = 12

function readBare(digits: string): Found | null {
  const bare = bareDigits(digits)
  if (bare.length < 10) return null
  // One zero is what people dial at home: the number is of some country, and hardly of the one its digits begin with.
  const isTrunk = /^0[1-9]/.test(digits) && !bare.startsWith(HOME_CODE)
  for (const { candidate, code } of [{ candidate: bare, code: "" }, ...repeatedCodes(bare)]) {
    const number = bare.length < OLD_SPELLING_MIN ? parseValid(`+${candidate}`) : lineOf(`+${candidate}`)
    // A national number of another country may look like a complete foreign one: then neither reading is certain.
    const isOnlyReading = candidate !== bare || guessesFor(digits, []).every((guess) => guess === number?.number)
    if (!number || !isOnlyReading || (code !== "" && number.countryCallingCode !== code)) continue
    return isTrunk ? { number, confidence: "guess", guessedFrom: number.country ?? "" } : { number, confidence: "explicit" }
  }
  return null
}

const VOUCHED_MIN = 7

/** Networks write numbers in full; only one with a trunk zero is of the country it rang in. */
function readVouched({ digits, international }: PhonePiece, { vouched, inUse, named }: Context): Found | null {
  const isNational = !international && digits.startsWith("0")
  const bare = bareDigits(digits)
  if ((vouched !== true && !(inUse && international)) || bare.length < VOUCHED_MIN || bare.length > 15) return null
  const full = isNational ? `+${getCountryCallingCode(named[0] ?? HOME)}${bare}` : `+${bare}`
  const number = lineOf(full) ?? parsePhoneNumberFromString(full)
  return number ? { number, confidence: "explicit" } : null
}
const bareDigits = (digits: string): string => digits.replace(/^0+/, "")

function guessesFor(digits: string, named: readonly CountryCode[]): string[] {
  const numbers = [...named, ...GUESS_COUNTRIES].flatMap((country) => parseValid(digits, country) ?? [])
  return [...new Set(numbers.filter((one) => TYPES[one.getType() ?? ""] === "mobile").map((one) => one.number))]
}

function invalid(piece: PhonePiece, { named, likely }: Context): PhoneRejected {
  const { digits, international, raw } = piece
  const guesses = international ? [] : guessesFor(digits, [...named, ...likely])
  return { ...rejected(raw, digits, "invalid"), nsn: nationalPart(digits, international, named[0]), guesses }
}

function rejected(raw: string, digits: string, reason: PhoneRejection): PhoneRejected {
  return { ok: false, raw, digits, nsn: bareDigits(digits), reason, guesses: [] }
}

/** "0097150123456", "97150123456" and "050123456" all name "50123456", though none of them is a number. */
function nationalPart(digits: string, international: boolean, country: CountryCode | undefined): string {
  const bare = bareDigits(digits)
  if (international) return parsePhoneNumberFromString(`+${bare}`)?.nationalNumber ?? bare
  if (bare.startsWith(HOME_CODE) && bare.length > 9) return bareDigits(bare.slice(HOME_CODE.length))
  return (country && parsePhoneNumberFromString(digits, country)?.nationalNumber) || bare
}
