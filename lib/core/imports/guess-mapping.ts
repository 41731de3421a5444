import type { FormField } from "@/lib/core/forms/form-fields"
import { keyMeaning } from "@/lib/core/forms/key-meaning"
import { isDialCodeKey } from "@/lib/core/forms/phone-keys"
import { plainKey } from "@/lib/core/forms/plain-key"
import { readCountry } from "@/lib/core/identity/countries"
import { cleanText, digitsOf } from "@/lib/core/identity/text"
import { IMPORT_FIELDS, REPEATABLE_FIELDS, type ImportField, type ImportMapping } from "@/lib/core/imports/fields"
import { HEADER_WORDS } from "@/lib/core/imports/header-words"
import { readDate } from "@/lib/core/dates/read-date"
import { DEFAULT_FORMAT, type DateOrder } from "@/lib/core/input-format"
import { dateOrders } from "@/lib/core/imports/date-orders"
import { consentNamed } from "@/lib/core/forms/consent-names"
import { cellText } from "@/lib/core/imports/cell-text"
import { knownExport } from "@/lib/core/imports/known-exports"

/**
 * Guesses which column is which. The header decides, unless its cells contradict it ("contact" over a column of numbers
 * is a phone). Where the header says nothing, addresses and phone numbers are recognised by their form; a column about
 * another person ("Agent mobile") or thing ("Invoice no") never is. Dates of a
 * file that does not show which part is the day use the team's order.
 */
export function guessMapping(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  dateOrder: DateOrder = DEFAULT_FORMAT.dateOrder,
): ImportMapping {
  const samples = columns.map((_, at) => rows.map((cells) => cellText(cells[at])).filter((cell) => cell !== ""))
  const known = knownExport(columns.map(plainKey))
  const guesses = columns.map((column, at) => {
    const said = known?.columns[at]
    return said === undefined ? guessColumn(column, samples[at] ?? []) : said
  })
  if (!guesses.some((field) => field === "name" || field === "first_name")) {
    const at = guesses.findIndex((field, index) => field === null && !isOthers(columns[index] ?? "") && areNames(samples[index] ?? []))
    if (at >= 0) guesses[at] = "name"
  }
  for (const [at, column] of columns.entries())
    if (guesses[at] === null && guesses[at + 1] === "phone" && CODES.test(plainKey(column)) && mostly(samples[at] ?? [], isDialCode))
      guesses[at] = "phone_country"
  const taken = guesses.map((field, at) =>
    field !== null && !REPEATABLE_FIELDS.includes(field) && guesses.indexOf(field) !== at ? null : field,
  )
  const dates = dateOrders(taken, samples, dateOrder)
  return { columns: taken, dateOrder: dates.dateOrder, country: null, rules: { ...countryRules(columns, taken), ...dates.rules } }
}

function isUnknown(word: string): boolean {
  const meaning = keyMeaning([word])
  return meaning.field === null && meaning.silence === "unknown"
}

/** "Mobile (+966)" and "KSA mobile" say of which country the column's numbers are. */
function countryRules(columns: readonly string[], fields: readonly (ImportField | null)[]): ImportMapping["rules"] {
  const rules = columns.flatMap((column, at) => {
    const country = fields[at] === "phone" ? countryInHeader(column) : undefined
    return country === undefined ? [] : [[String(at), { country }] as const]
  })
  return Object.fromEntries(rules)
}

function countryInHeader(header: string): string | undefined {
  const code = /\+\d{1,3}\b/.exec(header)?.[0]
  if (code !== undefined) return readCountry(code)
  const words = header.split(/[^\p{L}\p{M}]+/u).filter((word) => word.length > 2 && isUnknown(word))
  return words.length === 0 ? undefined : readCountry(words.join(" "))
}

/** The tool whose export this is, by its headers. */
export const exportingTool = (columns: readonly string[]): string | null => knownExport(columns.map(plainKey))?.tool ?? null

/** Where the contacts of a file come from. */
export const contactSource = (columns: readonly string[]): "stated" | "crm" | "provider" =>
  knownExport(columns.map(plainKey))?.contacts ?? "stated"

/** What a header says by itself, without its cells; null when it says nothing. What files alone call their columns comes before the words of forms. */
export function fieldNamed(header: string): ImportField | null {
  const plain = plainKey(header)
  if (plain === "") return null
  if (consentNamed(header) !== null) return "consent"
  return FIELD_OF.get(plain) ?? FIELD_OF.get(plain.replace(/ \d$/, "")) ?? (isDialCodeKey(header) ? "phone_country" : fieldMeant(header))
}

function fieldMeant(header: string): ImportField | null {
  const { field } = keyMeaning([header])
  const called = field === "submitted_at" ? "occurred_at" : field
  return IMPORT_FIELDS.find((one) => one === (called satisfies FormField | "occurred_at" | null)) ?? null
}

/** Of another person or thing, whatever its cells look like. */
function isOthers(header: string): boolean {
  const meaning = keyMeaning([header])
  return meaning.field === null && meaning.silence === "other"
}

const FIELD_OF = new Map(
  (Object.entries(HEADER_WORDS) as [ImportField, string][]).flatMap(([field, words]) =>
    words.split("|").map((word) => [plainKey(word), field] as const),
  ),
)

function guessColumn(column: string, samples: readonly string[]): ImportField | null {
  const named = fieldNamed(column)
  if (isOthers(column)) return named
  if (mostly(samples, isEmailLike)) return "email"
  if (mostly(samples, isPhoneLike) && (named === null || named === "name" || named === "phone")) return "phone"
  if (named === "occurred_at" && samples.length > 0 && !mostly(samples, (text) => readDate(text, DEFAULT_FORMAT).ok)) return null
  if (named === "email" && samples.length > 0 && !samples.some(isEmailLike)) return mostly(samples, isPhoneLike) ? "phone" : "email"
  return named
}

/** A column of these in front of a phone holds its dial codes, when its cells look like them. */
const CODES = /^(?:code|prefix|cc|isd|std code|(?:ال)?(?:كود|رمز|مفتاح))$/

const isDialCode = (text: string): boolean => /^(?:\+|00)?[1-9]\d{0,2}(?:\.0)?$/.test(text) && readCountry(text) !== undefined

const mostly = (samples: readonly string[], test: (text: string) => boolean): boolean =>
  samples.length > 0 && samples.filter(test).length / samples.length >= 0.6

const isEmailLike = (text: string): boolean => /^\S+@\S+\.\S{2,}/.test(text)

/** Digits with the punctuation of phones, and neither a date nor a row number. */
function isPhoneLike(text: string): boolean {
  const plain = cleanText(text)
  const digits = digitsOf(plain)
  return digits.length >= 8 && digits.length <= 16 && /^[+\d\s().\-/]+$/.test(plain) && !/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(plain)
}

/** Names are two words or more and differ from row to row; colours and cities are neither. */
const areNames = (samples: readonly string[]): boolean =>
  mostly(samples, isNameLike) && mostly(samples, (text) => /\s/.test(text)) && new Set(samples).size >= samples.length * 0.6

const isNameLike = (text: string): boolean => /^[\p{L}\p{M}'’. -]{2,60}$/u.test(text) && text.split(/\s+/).length <= 6
