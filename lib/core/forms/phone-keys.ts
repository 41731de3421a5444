import { FILLERS } from "./form-words"
import { plainKey } from "./plain-key"

/** The keys of a phone that comes in several fields or parts: its country, its dial code, and its number. */
const COUNTRY =
  /^(?:country|countrycode|countrycodeval|countryname|countryiso|dialcode|dialingcode|diallingcode|callingcode|phonecode|phoneprefix|isd|isdcode|iso2|iso3|alpha2|alpha3)$/
const CODE = /^(?:code|prefix|cc|iso|iso2|iso3)$/
const DIALLING = /^(?:dial|dialing|dialling|calling|intl|international)$/
const PHONE = /phone|mobile|tel|whatsapp|هاتف|جوال/
const ARABIC = /^(?:(?:رمز|كود|مفتاح) )?(?:ال)?(?:دوله|بلد)$/
/** Keys of a dial code in the languages our forms are in; its value may lack the plus. */
const DIAL_WORD =
  /^(?:(?:ال)?(?:رمز|كود|مفتاح)(?: (?:ال)?(?:اتصال|دوله|بلد|هاتف))?|indicatif(?: (?:telephonique|pays))?|prefijo|prefisso|(?:lander|landes)?vorwahl|код(?: страны)?)$/

export const isDialWord = (key: string): boolean => DIAL_WORD.test(plainKey(key))

/** What makes a country's key one of a dial code. */
const CODED = /code$|prefix$|^(?:cc|isd|iso[23]?|alpha[23]|رمز|كود|مفتاح)$/
/** Words that may stand around "country" or "code" in a key; any other ("pickup_country") names another country. */
const ABOUT_THE_PERSON =
  /^(?:phone|mobile|tel|telephone|cell|whatsapp|whats|app|wa|number|no|your|my|user|customer|client|contact|visitor|guest|lead|driver|form|forms?_?fields?|fields?|select|selected|input|full|intl|cf7it|of|residence|home|address|profile|\d+)$/

export const keyWords = (key: string): string[] => plainKey(key).split(" ")

export const isAboutPerson = (word: string): boolean => ABOUT_THE_PERSON.test(word) || FILLERS.has(word)

/** "country_code", "form_fields[dialCode]", "phone-cf7it-country-iso2", "رمز الدولة"; `isKnown` words stand around them. */
export function isPhoneCountryKey(key: string, isKnown: (word: string) => boolean = isAboutPerson): boolean {
  const words = keyWords(key)
  if (ARABIC.test(words.join(" ")) || words.join(" ") === "iso code") return true
  const says = (pattern: RegExp): boolean => words.some((word) => pattern.test(word))
  const isRest = (word: string): boolean => [COUNTRY, DIALLING, CODE, /^name$/].some((pattern) => pattern.test(word))
  return (
    words.every((word) => isRest(word) || isKnown(word)) &&
    (says(COUNTRY) || (says(CODE) && (PHONE.test(words.join("")) || says(DIALLING))))
  )
}

/** A column for the dial codes of a phone, unlike one for the country where the person lives. */
export const isDialCodeKey = (key: string): boolean =>
  isPhoneCountryKey(key) && (PHONE.test(keyWords(key).join("")) || keyWords(key).some((word) => CODED.test(word)))

/** The parts of a phone that hold its number, the most complete first. */
const NUMBER_PARTS = ["full", "e164", "international", "formatted", "number", "phone", "mobile", "main", "value", "raw", "national"]
const AREA_PARTS = /^area(?: ?code)?$/
const COUNTRY_PARTS = /^(?:code|cc|prefix|region)$/
const OTHER_PARTS = /^(?:type|tag|label|primary|valid|is ?valid|extension|ext|uri|calling ?code|country calling code)$/

const partNamed = (key: string): string => plainKey(key).replace(/(?<=[a-z\d])(?: ?(?:number|phone))+$/, "")

/** Whether a key inside a phone's object says its country: `{number, country}`. */
export const isCountryPart = (key: string): boolean => isPhoneCountryKey(key) || COUNTRY_PARTS.test(plainKey(key))

export const isPhonePart = (key: string): boolean =>
  NUMBER_PARTS.includes(partNamed(key)) || isCountryPart(key) || [AREA_PARTS, OTHER_PARTS].some((pattern) => pattern.test(plainKey(key)))

/** The number of a phone in parts, with its area code where that is a part of its own; "" without a number. */
export function numberInParts(parts: readonly (readonly [key: string, text: string])[]): string {
  const numbers = parts
    .map(([key, text]) => ({ text, rank: NUMBER_PARTS.indexOf(partNamed(key)) }))
    .filter(({ rank }) => rank >= 0)
    .toSorted((a, b) => a.rank - b.rank)
  const area = parts.find(([key]) => AREA_PARTS.test(plainKey(key)))?.[1]
  return [...(area === undefined || numbers.length === 0 ? [] : [area]), ...numbers.slice(0, 1).map(({ text }) => text)].join(" ")
}
