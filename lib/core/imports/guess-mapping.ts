import { plainKey } from "@/lib/core/forms/plain-key"
import { cleanText } from "@/lib/core/identity/text"
import { REPEATABLE_FIELDS, type ImportField, type ImportMapping } from "@/lib/core/imports/fields"
import { HEADER_WORDS } from "@/lib/core/imports/header-words"
import { readDate, shownDateOrder } from "@/lib/core/dates/read-date"
import { DEFAULT_FORMAT, type DateOrder } from "@/lib/core/input-format"
import { cellText } from "@/lib/core/imports/cell-text"
import { knownExport } from "@/lib/core/imports/known-exports"

/**
 * Guesses which column is which. The header decides, unless its cells contradict it ("contact" over a column of numbers
 * is a phone). Where the header says nothing, addresses and phone numbers are recognised by their form. Dates whose
 * column does not show which part is the day use the team's order.
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
    const at = guesses.findIndex((field, index) => field === null && areNames(samples[index] ?? []))
    if (at >= 0) guesses[at] = "name"
  }
  const taken = guesses.map((field, at) =>
    field !== null && !REPEATABLE_FIELDS.includes(field) && guesses.indexOf(field) !== at ? null : field,
  )
  const dates = samples[taken.indexOf("occurred_at")] ?? []
  return { columns: taken, dateOrder: shownDateOrder(dates) ?? dateOrder, country: null, rules: {} }
}

/** The tool whose export this is, by its headers. */
export const exportingTool = (columns: readonly string[]): string | null => knownExport(columns.map(plainKey))?.tool ?? null

const CRMS: readonly string[] = ["HubSpot", "Zoho CRM", "Pipedrive", "Salesforce"]

/** Where the contacts of a file come from: a CRM and a network know a number that the numbering plan may not know yet. */
export function contactSource(columns: readonly string[]): "stated" | "crm" | "provider" {
  const tool = exportingTool(columns)
  if (tool === "WhatsApp chat") return "provider"
  return tool !== null && CRMS.includes(tool) ? "crm" : "stated"
}

/** What a header says by itself, without its cells; null when it says nothing. */
function fieldNamed(header: string): ImportField | null {
  const plain = plainKey(header)
  if (plain === "") return null
  return FIELD_OF.get(plain) ?? FIELD_OF.get(plain.replace(/ \d$/, "")) ?? null
}

const FIELD_OF = new Map(
  (Object.entries(HEADER_WORDS) as [ImportField, readonly string[]][]).flatMap(([field, words]) =>
    words.map((word) => [plainKey(word), field] as const),
  ),
)

function guessColumn(column: string, samples: readonly string[]): ImportField | null {
  const named = fieldNamed(column)
  if (mostly(samples, isEmailLike)) return "email"
  if (mostly(samples, isPhoneLike) && (named === null || named === "name" || named === "phone")) return "phone"
  if (named === "occurred_at" && samples.length > 0 && !mostly(samples, (text) => readDate(text, DEFAULT_FORMAT).ok)) return null
  if (named === "email" && samples.length > 0 && !samples.some(isEmailLike)) return mostly(samples, isPhoneLike) ? "phone" : "email"
  return named
}

const mostly = (samples: readonly string[], test: (text: string) => boolean): boolean =>
  samples.length > 0 && samples.filter(test).length / samples.length >= 0.6

const isEmailLike = (text: string): boolean => /^\S+@\S+\.\S{2,}/.test(text)

/** Digits with the punctuation of phones, and neither a date nor a row number. */
function isPhoneLike(text: string): boolean {
  const plain = cleanText(text)
  const digits = plain.replaceAll(/\D/g, "")
  return digits.length >= 8 && digits.length <= 16 && /^[+\d\s().\-/]+$/.test(plain) && !/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(plain)
}

/** Names are two words or more and differ from row to row; colours and cities are neither. */
const areNames = (samples: readonly string[]): boolean =>
  mostly(samples, isNameLike) && mostly(samples, (text) => /\s/.test(text)) && new Set(samples).size >= samples.length * 0.6

const isNameLike = (text: string): boolean => /^[\p{L}\p{M}'’. -]{2,60}$/u.test(text) && text.split(/\s+/).length <= 6
