/**
 * Contact details that a person writes in a conversation: "call me on 050 123 4567, mail x@y.ae". Chats about rentals
 * are full of other numbers (prices, dates, years, booking references, plates), so a run of digits counts as a phone
 * only when it is a valid number of the right shape and nothing around it names it as something else.
 */
import { findPhoneNumbersInText, isSupportedCountry, type CountryCode } from "libphonenumber-js/max"
import { normaliseEmails } from "@/lib/core/identity/email"
import { digitsOf, toAsciiDigits } from "@/lib/core/identity/text"

type ExtractedContacts = { phones: string[]; emails: string[] }

const ADDRESS = /[\p{L}\p{N}._%+'-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu
// One character each, so that positions found in the cleaned text are positions in the text as written.
const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g
const LINK = /\b(?:https?:\/\/|www\.)\S+/gi
const WHATSAPP_LINK = /wa\.me\/\+?(\d{8,15})/gi
const NAMED_OTHERWISE_BEFORE =
  /(?:aed|dhs?|usd|eur|sar|inr|pkr|د\.?\s?إ|درهم|\$|€|£|₹|#|№|no\.|ref(?:erence)?|booking|reservation|invoice|order|ticket|confirmation|id|passport|licen[cs]e|plate|iban|account|card|flight|فاتورة|حجز|رقم\s+الحجز)[\s:.#-]*(?:is|no\.?|number)?[\s:.#-]*$/i
const NAMED_OTHERWISE_AFTER = /^\s*(?:aed|dhs?|usd|eur|sar|درهم|km\b|%|\$|€)/i
const DATE_LIKE = /^\D*(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})/
// No country code and no trunk zero: only these lengths are typed as a number here (501234567, 9876543210).
const BARE_LENGTHS = new Set([9, 10, 11, 12, 13])

/** Phones and e-mail addresses as written in the text, in order and without repeats. */
export function extractContacts(text: string, options: { countryHint?: string | undefined } = {}): ExtractedContacts {
  const ascii = toAsciiDigits(text)
  const emails = (ascii.match(ADDRESS) ?? []).filter((address) => normaliseEmails(address)[0]?.ok)
  const linked = [...ascii.matchAll(WHATSAPP_LINK)].map((match) => `+${match[1]}`)
  const blank = (part: string): string => " ".repeat(part.length)
  const rest = ascii.replace(LINK, blank).replace(WHATSAPP_LINK, blank).replace(ADDRESS, blank)
  return { phones: unique([...linked, ...phonesIn(rest, text, options.countryHint)]), emails: unique(emails) }
}

function phonesIn(ascii: string, original: string, countryHint: string | undefined): string[] {
  const { plain, positions } = withoutMarks(ascii)
  const hint = countryHint?.trim().toUpperCase() ?? ""
  const countries: CountryCode[] = isSupportedCountry(hint) && hint !== "AE" ? [hint, "AE"] : ["AE"]
  const found = countries.flatMap((country) => findPhoneNumbersInText(plain, country))
  const taken: { start: number; end: number }[] = []
  const phones: { start: number; text: string }[] = []
  for (const match of found) {
    const { start, end } = widened(plain, match.startsAt, match.endsAt)
    if (taken.some((span) => start < span.end && end > span.start)) continue
    if (!isWrittenAsPhone(plain, start, end)) continue
    taken.push({ start, end })
    phones.push({ start, text: original.slice(positions[start], (positions[end - 1] ?? 0) + 1) })
  }
  for (const span of bareRuns(plain, taken)) {
    phones.push({ start: span.start, text: original.slice(positions[span.start], (positions[span.end - 1] ?? 0) + 1) })
  }
  return phones.toSorted((a, b) => a.start - b.start).map((phone) => phone.text)
}

/** "00" or "+" in front belongs to the number even when the finder left it out. */
function widened(plain: string, start: number, end: number): { start: number; end: number } {
  const prefix = /(?:\+|00)$/.exec(plain.slice(0, start))?.[0] ?? ""
  return { start: start - prefix.length, end }
}

function isWrittenAsPhone(plain: string, start: number, end: number): boolean {
  const text = plain.slice(start, end)
  const digits = digitsOf(text)
  if (DATE_LIKE.test(text) || /\d[-/:]$/.test(plain.slice(0, start)) || /^[-/:]\d/.test(plain.slice(end))) return false
  if (/[\p{L}\d_]$/u.test(plain.slice(0, start)) || /^[\p{L}\d_]/u.test(plain.slice(end))) return false
  if (NAMED_OTHERWISE_BEFORE.test(plain.slice(0, start)) || NAMED_OTHERWISE_AFTER.test(plain.slice(end))) return false
  if (/^(?:\+|0)/.test(text)) return digits.length >= 8
  // "15 000 2026": groups without a prefix are a sentence, a run without spaces of the right length is a number.
  return BARE_LENGTHS.has(digits.length) && !/[\s.,]\d{1,2}$/.test(text) && !/^\d{1,4}[\s,]\d{3}(?:[\s,]\d{3})*$/.test(text)
}

/** A foreign mobile typed without its country code, introduced as a phone: "my number is 9876543210". */
function bareRuns(plain: string, taken: { start: number; end: number }[]): { start: number; end: number }[] {
  const introduced =
    /(?:call|phone|mobile|mob|whatsapp|number|contact|tel|reach me|رقمي|جوالي|موبايل|هاتف|واتساب|اتصل)[^\d\n.!?]{0,24}(\+?\d[\d\s-]{7,14}\d)(?![\d-/])/gi
  return [...plain.matchAll(introduced)].flatMap((match) => {
    const run = match[1] ?? ""
    const start = match.index + match[0].length - run.length
    const span = { start, end: start + run.length }
    const isTaken = taken.some((other) => span.start < other.end && span.end > other.start)
    const lead = plain.slice(0, start)
    return isTaken || NAMED_OTHERWISE_BEFORE.test(lead) || digitsOf(run).length < 9 ? [] : [span]
  })
}

/** The text without invisible marks, and for each of its characters where that stood before. */
function withoutMarks(text: string): { plain: string; positions: number[] } {
  const positions: number[] = []
  let plain = ""
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ""
    if (character.replace(INVISIBLE, "") === "") continue
    positions.push(index)
    plain += character
  }
  return { plain, positions }
}

const unique = (values: string[]): string[] => [...new Set(values)]
