/**
 * Which countries a text beside a phone names: an ISO code, a name in one of the languages our customers write, a flag,
 * a dial code in any spelling, or both at once ("+966 (Saudi Arabia)"). A field that says two things ("Canada +971")
 * yields two countries, and the reader of the phone sees that they disagree.
 */
import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from "libphonenumber-js/max"
import { alpha3Codes, USUAL_SPELLINGS } from "@/lib/core/identity/country-words"
import { remember } from "@/lib/core/identity/remember"
import { editDistance } from "@/lib/core/identity/string-distance"
import { cleanText, digitsOf } from "@/lib/core/identity/text"

/** Languages of our customers first, then those in which countries name themselves ("Nederland", "Polska"). */
const LANGUAGES =
  "en ar fr hi ur ru de es fa tr zh pt it nl pl sv da nb fi cs sk hu ro bg hr sr sl el uk he ja ko bn ta te ml si ne th vi id ms fil sw am az uz kk hy ka sq et lv lt is".split(
    " ",
  )
const FLAG = /([\u{1F1E6}-\u{1F1FF}])([\u{1F1E6}-\u{1F1FF}])/gu
const BRITISH_FLAG = /\u{1F3F4}\u{E0067}\u{E0062}/u
/** Of the countries that share a code, the one whose plan reads the numbers of all. */
const CODE_OWNERS: Readonly<Record<string, CountryCode>> = {
  "1": "US",
  "7": "RU",
  "39": "IT",
  "44": "GB",
  "47": "NO",
  "61": "AU",
  "212": "MA",
  "262": "RE",
  "290": "SH",
  "358": "FI",
  "590": "GP",
  "599": "CW",
}

/** ISO 3166-1 alpha-2 codes, without repeats; none when the text names no country. */
export function readCountries(raw: string): CountryCode[] {
  const locale = /^\s*[a-z]{2,3}[-_]([A-Z]{2})\s*$/.exec(raw)?.[1]
  if (locale !== undefined && isSupportedCountry(locale)) return [locale]
  const flags = [...raw.matchAll(FLAG)].map(([, first, second]) => letterOf(first) + letterOf(second))
  if (BRITISH_FLAG.test(raw)) flags.push("GB")
  const text = cleanText(raw.replace(FLAG, " ").replace(/[\u{1F3F4}\u{E0020}-\u{E007F}]/gu, " "))
    // A spreadsheet's 966.0.
    .replace(/(?<=\d)\.0+$/, "")
  const dialled = digitsOf(text.match(/\d[\d\s().-]*/)?.[0] ?? "")
  const found = [...flags.filter((flag) => isSupportedCountry(flag)), ...countriesNamed(text.replace(/[\d+]+/g, " "))]
  // "Canada (+1)", "Kazakhstan +7": the name is the finer answer as long as the code is its own.
  const owner = countryDialled(dialled, /^\s*(?:\+|00)/.test(text))
  if (owner && !found.some((country) => getCountryCallingCode(country) === getCountryCallingCode(owner))) found.push(owner)
  return [...new Set(found)]
}

/** Countries for a select, by their English names. */
export function countryChoices(): { code: CountryCode; name: string }[] {
  const display = new Intl.DisplayNames(["en"], { type: "region" })
  return getCountries()
    .map((code) => ({ code, name: display.of(code) ?? code }))
    .toSorted((a, b) => a.name.localeCompare(b.name, "en"))
}

/** The country that a text names, when it names just one. */
export function readCountry(raw: string): CountryCode | undefined {
  const [country, ...others] = readCountries(raw)
  return others.length === 0 ? country : undefined
}

const letterOf = (indicator: string | undefined): string => String.fromCharCode(65 + (indicator?.codePointAt(0) ?? 0) - 0x1f1e6)

/** "966", "00966" and "+1-242" are calling codes, the last with the area of one country; longer runs are phones. */
function countryDialled(digits: string, isMarked: boolean): CountryCode | undefined {
  const bare = digits.replace(/^0+/, "")
  if (allCodes().has(bare)) return CODE_OWNERS[bare] ?? getCountries().find((country) => getCountryCallingCode(country) === bare)
  const [, code = ""] = AREA.exec(bare) ?? []
  if (code === "" || (code !== "1" && !isMarked)) return undefined
  return parsePhoneNumberFromString(`+${bare.padEnd(code.length + 10, SUBSCRIBER)}`)?.country ?? CODE_OWNERS[code]
}

/** An area of a code that several countries share. */
const AREA = /^(1(?=[2-9]\d\d$)|7(?=[3-9]\d{0,2}$)|44(?=\d{3,4}$))/
const SUBSCRIBER = "2345678901"

/** The whole text may be one name ("Guinea-Bissau"); if not, its parts may be ("Riyadh, Saudi Arabia"). */
function countriesNamed(text: string): CountryCode[] {
  const whole = countryNamed(text.replace(/[()[\]{}<>:;|/_-]+/g, " "))
  if (whole) return [whole]
  const parts = text.split(/[()[\]{}<>:;|/_,-]+/)
  const named = parts.flatMap((part) => countryNamed(part) ?? [])
  const meant = named.length === 0 ? misspelt(plainName(text).replaceAll(" ", "")) : null
  return meant === null ? named : [meant]
}

const TYPOS: readonly { length: number; edits: number }[] = [
  { length: 12, edits: 2 },
  { length: 7, edits: 1 },
]

/** The one country whose name is a typing error away. */
const misspelt = remember((compact: string): CountryCode | null => {
  const edits = TYPOS.find(({ length }) => compact.length >= length)?.edits ?? 0
  if (edits === 0) return null
  const near = new Set<CountryCode>()
  for (const [name, country] of allNames())
    if (name[0] === compact[0] && !name.includes(" ") && editDistance(name, compact, edits) <= edits) near.add(country)
  const [country, ...others] = near
  return others.length === 0 ? (country ?? null) : null
}, 2000)

/** The country whose name, in full or short, a text is. */
export function countryNamed(text: string): CountryCode | undefined {
  // "Iran, Islamic Republic of" is how ISO sorts them.
  const plain = plainName(text.replace(/^(.+?),\s*(?:the )?(.+ of)(?: the)?\s*$/i, "$2 $1"))
  if (plain === "") return undefined
  const code = plain.toUpperCase()
  if (isSupportedCountry(code)) return code
  return allNames().get(plain) ?? allNames().get(plain.replaceAll(" ", ""))
}

const STATE_FORM =
  /^(?:the )?(?:(?:hashemite |islamic |federal |arab |federative |peoples |socialist |bolivarian |plurinational )*(?:republic|kingdom|state|sultanate|commonwealth|federation|emirate) of |(?:دوله|مملكه|المملكه|جمهوريه|سلطنه) )/

/** One spelling for what people write differently: case, accents, dots, the Arabic article and its letter forms. */
function plainName(text: string): string {
  const letters = text
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/(?<=[a-z])\p{M}+/gu, "")
    .normalize("NFC")
    .normalize("NFD")
    .replaceAll("\u093C", "")
    .normalize("NFC")
    .replaceAll(/[\u064B-\u0652\u0640]/g, "")
    .replaceAll(/[أإآٱ]/g, "ا")
    .replaceAll("ة", "ه")
    .replaceAll("ى", "ي")
    .replaceAll("ё", "е")
    .replaceAll("&", " and ")
    .replaceAll(/['’.`]/g, "")
    .replaceAll(/[^\p{L}\p{M}]+/gu, " ")
    .trim()
  const bare = letters.replace(STATE_FORM, "").replace(/^the /, "")
  return bare
    .split(" ")
    .map((word) => word.replace(/^ال(?=\p{L}{3})/u, ""))
    .join(" ")
}

let names: ReadonlyMap<string, CountryCode> | undefined
let codes: ReadonlySet<string> | undefined

const allCodes = (): ReadonlySet<string> => (codes ??= new Set<string>(getCountries().map((country) => getCountryCallingCode(country))))

function allNames(): ReadonlyMap<string, CountryCode> {
  if (names) return names
  const found = new Map<string, CountryCode>()
  const add = (name: string | undefined, country: string): void => {
    const plain = plainName(name ?? "")
    // "SaudiArabia" and "Cote d Ivoire" are written with other spaces.
    for (const spelling of [plain, plain.replaceAll(" ", "")])
      if (plain !== "" && isSupportedCountry(country) && !found.has(spelling)) found.set(spelling, country)
  }
  for (const [country, spellings] of Object.entries(USUAL_SPELLINGS)) for (const spelling of spellings.split("|")) add(spelling, country)
  for (const language of LANGUAGES) {
    for (const style of ["long", "short"] as const) {
      const display = new Intl.DisplayNames([language], { type: "region", style })
      for (const country of getCountries()) {
        const name = display.of(country)
        // The French "R.-U." and "É.-U." are no codes.
        if (/^[a-z] ?[a-z]$/.test(plainName(name ?? ""))) continue
        add(name, country)
        // "Myanmar (Burma)", "Hong Kong SAR China".
        add(name?.replace(/\s*\(.*\)$/, ""), country)
      }
    }
  }
  for (const [alpha3, country] of alpha3Codes()) add(alpha3, country)
  names = found
  return found
}
