/**
 * What a page or a browser suggests about the country of whoever types a phone number there. All of it is weak: a
 * tourist reads the Emirati site in a British browser. It decides only where no country is named beside the number.
 */
import { isSupportedCountry } from "libphonenumber-js/max"
import { countryNamed, readCountry } from "@/lib/core/identity/countries"

/** Country domains that are sold to everybody. */
const GENERIC_DOMAINS = new Set("ai app cc co fm gg io la ly me nu sh so to tv vc ws".split(" "))
/** Languages that sites have in their paths, although each is a country's code too. */
const LANGUAGES = new Set(
  "ar bn cs da de el es et fr he hi hr hu it lt lv ml nl no pl pt ro ru sk sl sq sr sv ta th tl tr ur vi".split(" "),
)

/** The country of a page's address: its domain, a part of its path ("/sa/", "/ar-sa/"), its locale parameter. */
export function countryOfPage(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { hostname, pathname, searchParams } = new URL(address)
  const labels = hostname.toLowerCase().split(".")
  const said = searchParams.get("country") ?? searchParams.get("region")
  const named = said === null ? undefined : readCountry(said)
  const inPath = pathname.split("/").slice(1, 4).map(countryOfSegment)
  const found = [
    named ?? null,
    countryOfLocale(searchParams.get("locale") ?? searchParams.get("lang") ?? ""),
    ...inPath,
    labels.length > 2 ? countryOfWord(labels[0] ?? "") : null,
    GENERIC_DOMAINS.has(labels.at(-1) ?? "") ? null : codeOf(labels.at(-1) ?? "", { isDomain: true }),
  ]
  return found.find((country) => country !== null) ?? null
}

const countryOfSegment = (segment: string): string | null => countryOfLocale(segment) ?? countryOfWord(segment)

/** Shorter words of an address are seldom countries, although each may be a code of three letters. */
const NAME = /^(?:ksa|uae|usa|\p{L}[\p{L}-]{3,})$/u

const countryOfWord = (word: string): string | null =>
  codeOf(word) ?? (NAME.test(word.toLowerCase()) ? (countryNamed(word.replaceAll("-", " ")) ?? null) : null)

/** "ar-SA", "en_GB", "sa-en": the country in a locale; a language alone names none. */
export function countryOfLocale(locale: string): string | null {
  const [first = "", ...rest] = locale.trim().toLowerCase().split(/[-_]/)
  if (rest.length === 0 || rest.length > 2) return null
  const second = rest.at(-1) ?? ""
  if (!/^[a-z]{2}$/.test(second) || !/^[a-z]{2,3}$/.test(first)) return null
  return second === "en" || second === "ar" ? codeOf(first) : codeOf(second, { isDomain: true })
}

/** The country of the language a browser likes best, from its Accept-Language. */
export function countryOfBrowser(acceptLanguage: string): string | null {
  const liked = acceptLanguage
    .split(",")
    .map((part, at) => ({ locale: part.split(";")[0] ?? "", weight: Number(/q=([\d.]+)/.exec(part)?.[1] ?? 1), at }))
    .filter(({ locale }) => locale.trim() !== "")
    .toSorted((a, b) => b.weight - a.weight || a.at - b.at)
  return liked.map(({ locale }) => countryOfLocale(locale)).find((country) => country !== null) ?? null
}

function codeOf(text: string, { isDomain = false }: { isDomain?: boolean } = {}): string | null {
  const code = text.toLowerCase() === "uk" ? "GB" : text.toUpperCase()
  return /^[A-Z]{2}$/.test(code) && isSupportedCountry(code) && (isDomain || !LANGUAGES.has(text.toLowerCase())) ? code : null
}
