import { countryOfBrowser, countryOfLocale, countryOfPage } from "@/lib/core/identity/country-hints"
import { readCountries } from "@/lib/core/identity/countries"
import { cleanText } from "./clean-text"
import type { FormFields } from "./form-body"

/**
 * Which country a phone in a form is of: what stands beside it (a country select, a dial code in a field of its own) and,
 * weaker, what the page and the browser say.
 */
export type PhoneCountries = { countries: string[]; likelyCountries: string[] }

/** Words that may stand around "country" or "code" in a key; any other ("pickup_country") names another country. */
const ABOUT_THE_PERSON =
  /^(?:phone|mobile|tel|telephone|cell|whatsapp|wa|number|no|your|my|user|customer|client|contact|visitor|guest|lead|driver|form|forms?_?fields?|fields?|select|selected|input|full|intl|cf7it|of|residence|home|1)$/
const COUNTRY_WORDS = /^(?:country|countrycode|countryname|dialcode|dialingcode|callingcode|phonecode|phoneprefix|isd|isdcode)$/
const DIALLING_WORDS = /^(?:dial|dialing|dialling|calling|intl|international)$/
const CODE_WORDS = /^(?:code|prefix|cc|iso|iso2|iso3|name)$/
const ARABIC_KEYS = /^(?:(?:ال)?(?:دولة|دوله|بلد)|(?:رمز|كود|مفتاح) (?:ال)?(?:دولة|دوله|بلد))$/
const PHONE_OBJECT = /phone|mobile|tel|whatsapp|هاتف|جوال/i

export function phoneCountries(fields: FormFields, headers: Readonly<Record<string, string>> = {}): PhoneCountries {
  const beside = Object.entries(fields).flatMap(([key, value]) => {
    if (isCountryKey(key)) return textsOf(value)
    return PHONE_OBJECT.test(key) && isObject(value)
      ? Object.entries(value).flatMap(([inner, part]) => (isInnerKey(inner) ? textsOf(part) : []))
      : []
  })
  return {
    countries: [...new Set(beside.toSorted(dialCodesFirst).flatMap((text) => readCountries(text)))],
    likelyCountries: likelyCountries(fields, headers),
  }
}

function likelyCountries(fields: FormFields, headers: Readonly<Record<string, string>>): string[] {
  const text = (key: string): string => cleanText(Object.hasOwn(fields, key) ? fields[key] : null, 2048) ?? ""
  const pages = [text("page_url"), text("page"), text("landing_page"), headers["referer"] ?? "", headers["origin"] ?? ""]
  const page = pages.map(countryOfPage).find((country) => country !== null) ?? null
  const locales = [text("locale"), text("lang"), text("language")]
  const locale = locales.map(countryOfLocale).find((country) => country !== null) ?? null
  const browser = countryOfBrowser(text("accept_language") || (headers["accept-language"] ?? ""))
  return [...new Set([page, locale, browser].filter((country) => country !== null))]
}

/** A dial code was chosen for this very number; a country may be where the person lives. */
const dialCodesFirst = (a: string, b: string): number => Number(/\d/.test(b)) - Number(/\d/.test(a))

/** "country_code", "form_fields[dialCode]", "phone-cf7it-country-iso2", "رمز الدولة". */
function isCountryKey(key: string): boolean {
  const plain = key.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()
  const words = plain.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== "")
  if (ARABIC_KEYS.test(words.join(" "))) return true
  const rest = words.filter((word) => !ABOUT_THE_PERSON.test(word))
  const says = (pattern: RegExp): boolean => rest.some((word) => pattern.test(word))
  if (!rest.every((word) => COUNTRY_WORDS.test(word) || DIALLING_WORDS.test(word) || CODE_WORDS.test(word))) return false
  const isOfPhone = words.some((word) => PHONE_OBJECT.test(word))
  return says(COUNTRY_WORDS) || (says(/^(?:code|prefix|cc|iso2?)$/) && (isOfPhone || says(DIALLING_WORDS)))
}

const isInnerKey = (key: string): boolean => isCountryKey(key) || /^(?:code|cc|prefix|region)$/i.test(key)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value)

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const text = cleanText(one, 80)
    return text === null ? [] : [text]
  })
