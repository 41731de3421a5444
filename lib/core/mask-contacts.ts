/**
 * Masks contact details in free text that leaves the database: log lines, error messages of mail servers and CRMs, the
 * last error of a job. Error messages quote their input ("550 <reem@example.com> unknown"), and a log must not become a
 * second customer list. Ids, dates and versions stay readable.
 */
const EMAIL = /[\p{L}\p{N}._%+'-]+(?:@|%(?:25)*40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu

/** Looks like a number and is none: UUIDs, hashes, dates and times, money. */
const KEPT = [
  String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`,
  String.raw`(?<![\p{L}\p{N}])(?=\d*[a-f])[0-9a-f]{24,64}(?![\p{L}\p{N}])`,
  String.raw`(?<!\p{N})(?:19|20)\d\d(?<dash>[-/])\d\d\k<dash>\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\p{N})`,
  String.raw`(?<![\p{N}/])\d{1,2}/\d{1,2}/(?:19|20)\d\d(?![\p{N}/])`,
  String.raw`(?<![\p{N}+])1[5-9]\d{8}(?:\d{3})?(?!\p{N})`,
  String.raw`\b(?:AED|USD|EUR|GBP|INR|SAR)\s?\d[\d,.]*`,
  String.raw`(?<![\p{N}.])[1-9]\d{0,8}\.\d\d(?![\p{N}.])`,
].join("|")

/** What people and machines write between the digits of a phone, also escaped for an address. */
const GAP = String.raw`(?:[\s()./\p{Pd}\u2212\u200e\u200f\u202a-\u202e\u2066-\u2069-]|%20|%2[89D])`
const PLUS = String.raw`(?:\+|%(?:25)*2B|\\u002b)`
const DIGITS = String.raw`\p{Nd}(?:${GAP}{0,3}\p{Nd}){6,17}`

/**
 * Seven digits or more, grouped as people group them. As part of a longer word or id only what begins like an
 * international or an Emirati number.
 */
const NUMBER = [
  String.raw`(?<![\p{L}\p{N}_-])(?:${PLUS}|00)?${DIGITS}(?![\p{L}\p{N}_-])`,
  String.raw`${PLUS}${GAP}?${DIGITS}`,
  String.raw`(?<!\p{N})wa_${DIGITS}`,
  String.raw`(?<!\p{N})(?:(?:00)?971${GAP}{0,3}0?|0)[2-9](?:${GAP}{0,3}\p{Nd}){7,8}(?!\p{N})`,
].join("|")
const FOUND = new RegExp(`(?<kept>${KEPT})|${NUMBER}`, "giu")

export const maskContacts = (text: string): string =>
  text
    .replace(EMAIL, "[email]")
    .replace(FOUND, (match, ...rest) => ((rest.at(-1) as { kept?: string }).kept === undefined ? "[number]" : match))
