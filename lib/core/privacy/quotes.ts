/**
 * Finds quotes of a person in stored text, however they are spelled: phones with separators, with or without a country
 * code, in Arabic or Persian digits; addresses in any case, with the dots and tags that one mailbox ignores; both also as
 * JSON, a form body or PostgreSQL's text form of bytes escapes them. The expressions are valid for JavaScript and for
 * PostgreSQL's `~*`, so that one rule finds the rows and replaces the quote.
 */
import { DIGIT_ZEROS } from "@/lib/core/identity/text"
import { domainsOfMailbox, ignoresDots } from "@/lib/core/identity/email-domains"

export type PersonTerms = {
  phones: readonly { code: string; national: string }[]
  emails: readonly string[]
  /** Opaque ids of channels, compared as they are. */
  ids: readonly string[]
  /** Full names that no other lead has. */
  names: readonly string[]
  /** Words of a name that no other lead has. */
  words: readonly string[]
}

export const ERASED = "[erased]"

const PHONE_DIGITS_MIN = 7
const ID_LENGTH_MIN = 8
const NAME_LENGTH_MIN = 4

/** What escaping puts before a character without being part of it: `%20`, `\n`, `\u200f`, `\342`. */
const AFTER_ESCAPE = String.raw`(?<=%[0-9a-f][0-9a-f])|(?<=\\[ntr])|(?<=\\u[0-9a-f][0-9a-f][0-9a-f][0-9a-f])|(?<=\\[0-3][0-7][0-7])`
/** A character that people write between the digits of a number. */
const BETWEEN = String.raw`[\s().+/_\u00a0\u200e\u200f\u202a-\u202e\u2066-\u2069-]`
const SEPARATOR = String.raw`(?:${BETWEEN}|%[0-9a-f][0-9a-f]|\\[0-3][0-7][0-7]|\\+u[0-9a-f][0-9a-f][0-9a-f][0-9a-f]|\\+[ntr]){0,4}`
/** Full-width digits are ASCII to readers, which normalise the form first. */
const FOREIGN_ZEROS = [...DIGIT_ZEROS, 0xff10]
/** Every other digit, and in the same place what it is in ASCII, for a database to translate. */
export const FOREIGN_DIGITS = FOREIGN_ZEROS.flatMap((zero) =>
  Array.from({ length: 10 }, (_, value) => String.fromCharCode(zero + value)),
).join("")
export const THEIR_ASCII = "0123456789".repeat(FOREIGN_ZEROS.length)
const ANY_DIGIT = `[0-9${FOREIGN_ZEROS.map((zero) => `\\u${zero.toString(16).padStart(4, "0")}-\\u${(zero + 9).toString(16).padStart(4, "0")}`).join("")}]`

/** One digit in every script and escape that our senders use. */
function digit(ascii: string): string {
  const value = Number(ascii)
  const foreign = FOREIGN_ZEROS.map((zero) => zero + value)
  const escapes = foreign.flatMap((code) => [String.raw`\\+u${hex(code)}`, ...encodedBytes(String.fromCharCode(code))])
  return `(?:[${ascii}${foreign.map(unicode).join("")}]|${escapes.join("|")})`
}

const hex = (code: number): string => code.toString(16).padStart(4, "0")
const unicode = (code: number): string => `\\u${hex(code)}`

/** A character in a form body (`%D9%A5`) and in PostgreSQL's text form of bytes (`\331\245`). */
function encodedBytes(character: string): string[] {
  const bytes = [...new TextEncoder().encode(character)]
  return [
    bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
    bytes.map((byte) => `\\\\${byte.toString(8).padStart(3, "0")}`).join(""),
  ]
}

const digits = (text: string): string => [...text].map(digit).join(SEPARATOR)

/** The number is not the end of a longer one: +91 95099 88776 does not quote +971 50 998 8776. */
function phonePattern({ code, national }: { code: string; national: string }): string {
  const prefix = `(?:(?:${digit("0")}){0,2}${code === "" ? "" : `(?:${digits(code)})${SEPARATOR}`})?(?:${digit("0")}${SEPARATOR})?`
  return `(?:(?<!${ANY_DIGIT})|${AFTER_ESCAPE})${prefix}${digits(national)}(?!${ANY_DIGIT})`
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)

/** Each character as it is, and as it is escaped in a form body or as bytes. */
const spelled = (text: string): string =>
  [...text].map((one) => (/[a-z0-9 ]/i.test(one) ? escaped(one) : `(?:${[escaped(one), ...escapesOf(one)].join("|")})`)).join("")

function escapesOf(character: string): string[] {
  const code = character.codePointAt(0) ?? 0
  const escapes = encodedBytes(character)
  return code < 0x10000 ? [String.raw`\\+u${hex(code)}`, ...escapes] : escapes
}

function emailPattern(address: string): string {
  const [local = "", domain = ""] = address.toLowerCase().split("@")
  const letters = ignoresDots(domain) ? [...local.replaceAll(".", "")].map(spelled).join(String.raw`\.?`) : spelled(local)
  const tag = String.raw`(?:(?:\+|%2b|\\+u002b)[a-z0-9._-]*)?`
  const host = `(?:${domainsOfMailbox(domain).map(spelled).join("|")})`
  return `(?:(?<![a-z0-9._+-])|${AFTER_ESCAPE})${letters}${tag}(?:${["@", ...escapesOf("@")].join("|")})${host}(?!\\.?[a-z0-9])`
}

const LETTER = String.raw`[a-z0-9\u00c0-\u024f\u0400-\u04ff\u0600-\u06ff\u0900-\u097f]`

function namePattern(name: string): string {
  const words = name.split(" ").map(spelled)
  return `(?:(?<!${LETTER})|${AFTER_ESCAPE})${words.join(String.raw`(?:[\s+_,.'-]|%[0-9a-f][0-9a-f]|\\+u[0-9a-f][0-9a-f][0-9a-f][0-9a-f])+`)}(?!${LETTER})`
}

/** `names`: full names too. `words`: also a single word of a name, which may be a word of the language as well. */
type QuoteWidth = "contacts" | "names" | "words"

const namesOf = (terms: PersonTerms, width: QuoteWidth): string[] => [
  ...(width === "contacts" ? [] : terms.names),
  ...(width === "words" ? terms.words : []),
]

/** The expression for what is looked for; null when there is nothing to look for. */
export function quotePattern(terms: PersonTerms, width: QuoteWidth): string | null {
  const parts = [
    ...terms.phones.filter(({ national }) => national.length >= PHONE_DIGITS_MIN).map(phonePattern),
    ...terms.emails.filter((address) => /^[^@\s]+@[^@\s]+$/.test(address)).map(emailPattern),
    ...terms.ids.filter((id) => id.length >= ID_LENGTH_MIN).map(spelled),
    ...namesOf(terms, width)
      .filter((name) => name.length >= NAME_LENGTH_MIN)
      .map(namePattern),
  ]
  const unique = [...new Set(parts)]
  return unique.length === 0 ? null : unique.map((part) => `(?:${part})`).join("|")
}

/** Marks without which a text that escapes nothing holds no quote: cheap to look for before the expression is tried. */
export type QuoteHints = {
  /** To be found once separators are taken out and digits are ASCII. */
  digits: readonly string[]
  /** To be found in small letters once dots are taken out. An empty one is in every text. */
  texts: readonly string[]
}

export function quoteHints(terms: PersonTerms, width: QuoteWidth): QuoteHints {
  const texts = [
    ...terms.emails.map((address) => address.split("@")[0] ?? ""),
    ...terms.ids,
    ...namesOf(terms, width).map((name) => name.split(" ")[0] ?? ""),
  ]
  return {
    digits: terms.phones.map(({ national }) => national).filter((national) => national.length >= PHONE_DIGITS_MIN),
    // How a database folds other letters depends on its locale.
    texts: texts.map((text) => (/^[\u0020-\u007e]*$/.test(text) ? text.toLowerCase().replaceAll(".", "") : "")),
  }
}

const IS_BETWEEN = new RegExp(BETWEEN)
/** All of them, for a database to take out: none is beyond U+FFFF. */
export const SEPARATORS = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
  .filter((one) => IS_BETWEEN.test(one))
  .join("")

/** A stored value with every quote replaced; texts inside JSON and keys of its objects included. */
export function maskQuotes(value: unknown, pattern: string): unknown {
  const expression = new RegExp(pattern, "gi")
  const mask = (one: unknown): unknown => {
    if (typeof one === "string") return one.replaceAll(expression, ERASED)
    if (typeof one === "number") return new RegExp(pattern, "i").test(String(one)) ? ERASED : one
    if (Array.isArray(one)) return one.map(mask)
    if (one === null || typeof one !== "object" || one instanceof Date) return one
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key.replaceAll(expression, ERASED), mask(inner)]))
  }
  return mask(value)
}
