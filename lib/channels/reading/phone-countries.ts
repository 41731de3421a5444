import { FILLERS } from "@/lib/core/forms/form-words"
import { keyMeaning } from "@/lib/core/forms/key-meaning"
import { countryOfBrowser, countryOfLocale, countryOfPage } from "@/lib/core/identity/country-hints"
import { countriesBeside } from "@/lib/core/identity/country-beside"
import { readCountries } from "@/lib/core/identity/countries"
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

/** Words that may stand around "country" or "code" in a key; any other ("pickup_country") names another country. */
const ABOUT_THE_PERSON =
  /^(?:phone|mobile|tel|telephone|cell|whatsapp|wa|number|no|your|my|user|customer|client|contact|visitor|guest|lead|driver|form|forms?_?fields?|fields?|select|selected|input|full|intl|cf7it|of|residence|home|address|profile|\d+)$/
const COUNTRY_WORDS = /^(?:country|countrycode|countryname|dialcode|dialingcode|callingcode|phonecode|phoneprefix|isd|isdcode)$/
const DIALLING_WORDS = /^(?:dial|dialing|dialling|calling|intl|international)$/
const CODE_WORDS = /^(?:code|prefix|cc|iso|iso2|iso3|name)$/
const ARABIC_KEYS = /^(?:(?:ال)?(?:دولة|دوله|بلد)|(?:رمز|كود|مفتاح) (?:ال)?(?:دولة|دوله|بلد))$/
const PHONE_OBJECT = /phone|mobile|tel|whatsapp|هاتف|جوال/i

/** The countries beside the phone at a path; by default a phone of the top level. */
export function phoneCountries(
  fields: readonly Field[],
  headers: Readonly<Record<string, string>> = {},
  phone: readonly string[] = ["phone"],
): PhoneCountries {
  const phoneWords = new Set(phone.flatMap(wordsOf))
  const isPhone = (path: readonly string[]): boolean => path.join("\n") === phone.join("\n")
  const said = fields.flatMap(({ path, value }) => {
    const texts = isPhone(path) ? textsInside(value) : textsOf(value).filter((text) => isCountryPath(path, text, phoneWords))
    const near = isPhone(path) ? Infinity : new Set(path.flatMap(wordsOf).filter((word) => phoneWords.has(word))).size
    return texts.map((text) => ({ text, isKnown: readCountries(text).length > 0, near }))
  })
  const known = said.filter(({ isKnown }) => isKnown)
  const counted = known.length > 0 ? known : said
  const nearest = counted.filter(({ near }) => near === Math.max(...counted.map((one) => one.near)))
  return {
    countries: countriesBeside(nearest.toSorted(dialCodesFirst).map(({ text }) => text)),
    likelyCountries: likelyCountries(fields, headers),
  }
}

/** The fields of a flat body. */
export const fieldsAt = (body: FormFields): Field[] => Object.entries(body).map(([key, value]) => ({ path: [key], value }))

/** A phone may be an object with its country inside: `{number, country}`. */
const textsInside = (value: unknown): string[] =>
  [value]
    .flat()
    .flatMap((one) => (isObject(one) ? Object.entries(one).flatMap(([key, part]) => (isInnerKey(key) ? textsOf(part) : [])) : []))

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
 * "country_code", "form_fields[dialCode]", "phone-cf7it-country-iso2", "رمز الدولة". The last key says that it is a country;
 * every other word of the path is about the person, wraps the form, or leads to the phone as well.
 */
function isCountryPath(path: readonly string[], text: string, phoneWords: ReadonlySet<string>): boolean {
  const isKnown = (word: string): boolean => ABOUT_THE_PERSON.test(word) || FILLERS.has(word) || phoneWords.has(word)
  const key = path.at(-1) ?? ""
  return (isCountryKey(key, isKnown) || saysCountry(key, text)) && path.slice(0, -1).flatMap(wordsOf).every(isKnown)
}

/** A key that forms read as the person's country, but for a nationality; and under "prefix", "cc" or "code" a whole dial code. */
function saysCountry(key: string, text: string): boolean {
  const { field } = keyMeaning([key])
  if (field === "country") return !/nationalit|citizen|جنسي/i.test(key)
  return field === null && /^\s*(?:\+|00)\d{1,4}\s*$/.test(text)
}

function isCountryKey(key: string, isKnown: (word: string) => boolean): boolean {
  const words = wordsOf(key)
  if (ARABIC_KEYS.test(words.join(" "))) return true
  const says = (pattern: RegExp): boolean => words.some((word) => pattern.test(word))
  const isRest = (word: string): boolean => COUNTRY_WORDS.test(word) || DIALLING_WORDS.test(word) || CODE_WORDS.test(word)
  if (!words.every((word) => isRest(word) || isKnown(word))) return false
  return says(COUNTRY_WORDS) || (says(/^(?:code|prefix|cc|iso2?)$/) && (says(PHONE_OBJECT) || says(DIALLING_WORDS)))
}

const wordsOf = (key: string): string[] =>
  key
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "")

const isInnerKey = (key: string): boolean =>
  isCountryKey(key, (word) => ABOUT_THE_PERSON.test(word)) || /^(?:code|cc|prefix|region)$/i.test(key)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value)

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const text = cleanText(one, 80)
    return text === null ? [] : [text]
  })
