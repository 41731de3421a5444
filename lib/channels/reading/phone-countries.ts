import { isNationality, keyMeaning } from "@/lib/core/forms/key-meaning"
import { isAboutPerson, isCountryPart, isDialWord, isPhoneCountryKey, keyWords } from "@/lib/core/forms/phone-keys"
import { countryOfBrowser, countryOfLocale, countryOfPage } from "@/lib/core/identity/country-hints"
import { countriesBeside } from "@/lib/core/identity/country-beside"
import { readCountries } from "@/lib/core/identity/countries"
import { normalisePhone } from "@/lib/core/identity/phone"
import { isObject } from "@/lib/core/encoding/json"
import { cleanText } from "./clean-text"
import type { FormFields } from "./form-body"

/**
 * Which country a phone in a form is of: what stands beside it (a country select, a dial code in a field of its own) and,
 * weaker, what the page and the browser say.
 *
 * Beside a phone is what its whole path says: `billing.country` stands beside `billing.phone`, `shipping.country` does not,
 * and a plain `country` is the person's. The nearest counts alone: the one that shares the most words with the phone's path.
 */
export type PhoneCountries = { countries: string[]; likelyCountries: string[] }

/** A field with its path, outermost key first. */
type Field = { path: readonly string[]; value: unknown }

/** The countries beside the phone at a path; by default a phone of the top level. */
export function phoneCountries(
  fields: readonly Field[],
  headers: Readonly<Record<string, string>> = {},
  phone: readonly string[] = ["phone"],
): PhoneCountries {
  const phoneWords = new Set(phone.flatMap(keyWords))
  const isPhone = (path: readonly string[]): boolean => path.join("\n") === phone.join("\n")
  const said = fields.flatMap(({ path, value }) => {
    const texts = isPhone(path) ? textsInside(value) : textsOf(value).filter((text) => isCountryPath(path, text, phoneWords))
    const near = isPhone(path) ? Infinity : new Set(path.flatMap(keyWords).filter((word) => phoneWords.has(word))).size
    return texts.map((text) => ({ text, isKnown: readCountries(text).length > 0, near }))
  })
  const known = said.filter(({ isKnown }) => isKnown)
  const counted = known.length > 0 ? known : said
  const closest = counted.filter(({ near }) => near === Math.max(...counted.map((one) => one.near)))
  const doubts = closest.every(({ text }) => /\d/.test(text)) ? plainCountries(fields, phone) : []
  const nearest = [...closest, ...doubts.map((text) => ({ text }))]
  return {
    countries: countriesBeside(nearest.toSorted(dialCodesFirst).map(({ text }) => text)),
    likelyCountries: likelyCountries(fields, headers),
  }
}

/**
 * A dial code is chosen for the number, or stands as the form set it: a plain country of which the number is as well is
 * as likely.
 */
function plainCountries(fields: readonly Field[], phone: readonly string[]): string[] {
  const numbers = fields.filter(({ path }) => path.join("\n") === phone.join("\n")).flatMap(({ value }) => textsOf(value))
  const isFitting = (text: string): boolean =>
    numbers.some((number) =>
      normalisePhone(number, { countries: readCountries(text) }).some((reading) => reading.ok && reading.confidence === "hint"),
    )
  return fields
    .filter(({ path: [key = "", ...inner] }) => inner.length === 0 && keyMeaning([key]).field === "country" && !isNationality(key))
    .flatMap(({ value }) => textsOf(value))
    .filter(isFitting)
}

/** The fields of a flat body. */
export const fieldsAt = (body: FormFields): Field[] => Object.entries(body).map(([key, value]) => ({ path: [key], value }))

/** A phone may be an object with its country inside: `{number, country}`. */
const textsInside = (value: unknown): string[] =>
  [value]
    .flat()
    .flatMap((one) => (isObject(one) ? Object.entries(one).flatMap(([key, part]) => (isCountryPart(key) ? textsOf(part) : [])) : []))

function likelyCountries(fields: readonly Field[], headers: Readonly<Record<string, string>>): string[] {
  const text = (key: string): string => cleanText(fields.find(({ path }) => path.at(-1) === key)?.value, 2048) ?? ""
  const pages = [text("page_url"), text("page"), text("landing_page"), headers["referer"] ?? "", headers["origin"] ?? ""]
  const page = pages.map(countryOfPage).find((country) => country !== null) ?? null
  const locales = [text("locale"), text("lang"), text("language")]
  const locale = locales.map(countryOfLocale).find((country) => country !== null) ?? null
  const browser = countryOfBrowser(text("accept_language") || (headers["accept-language"] ?? ""))
  return [...new Set([page, locale, browser].filter((country) => country !== null))]
}

/** A dial code was chosen for this very number; a country may be where the person lives. */
const dialCodesFirst = (a: { text: string }, b: { text: string }): number => Number(/\d/.test(b.text)) - Number(/\d/.test(a.text))

/**
 * The last key says that it is a country; every other word of the path is about the person, wraps the form, or leads to the phone
 * as well.
 */
function isCountryPath(path: readonly string[], text: string, phoneWords: ReadonlySet<string>): boolean {
  const isKnown = (word: string): boolean => isAboutPerson(word) || phoneWords.has(word)
  const key = path.at(-1) ?? ""
  const isAround = (parent: string): boolean => keyWords(parent).every(isKnown) || isPhoneCountryKey(parent, isKnown)
  return (isPhoneCountryKey(key, isKnown) || saysCountry(key, text)) && path.slice(0, -1).every(isAround)
}

/** A key that forms read as the person's country, but for a nationality; and under "prefix", "cc" or "code" a whole dial code. */
function saysCountry(key: string, text: string): boolean {
  const { field } = keyMeaning([key])
  if (field === "country") return !isNationality(key)
  if (field === "phone") return isDialCode(text)
  if (field !== null) return false
  const isBareCode = isDialWord(key) && /^\s*[1-9]\d{0,2}\s*$/.test(text)
  return isBareCode || /^\s*(?:\+|00)\d{1,3}(?:[\s-]?\d{1,4})?\s*$/.test(text) || (isRegion(key) && /^\s*[A-Z]{2}\s*$/.test(text))
}

/** "+966" in the first of two fields for one phone. */
export const isDialCode = (text: string): boolean => /^\s*(?:\+|00)[1-9]\d{0,2}\s*$/.test(text)

const isRegion = (key: string): boolean => keyWords(key).join(" ") === "region"

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const text = cleanText(one, 80)
    return text === null ? [] : [text]
  })
