import { getCountries } from "libphonenumber-js/max"

/** What files write in a country column: a code, or the country's name in English or Arabic. */
const OTHER_NAMES: Record<string, string> = {
  uae: "AE",
  "u.a.e": "AE",
  "u.a.e.": "AE",
  emirates: "AE",
  dubai: "AE",
  "abu dhabi": "AE",
  الامارات: "AE",
  الإمارات: "AE",
  ksa: "SA",
  السعودية: "SA",
  uk: "GB",
  england: "GB",
  "great britain": "GB",
  usa: "US",
  "u.s.a.": "US",
  america: "US",
  مصر: "EG",
  الهند: "IN",
}

let names: Map<string, string> | undefined

function allNames(): Map<string, string> {
  if (names) return names
  names = new Map(Object.entries(OTHER_NAMES))
  for (const language of ["en", "ar"]) {
    const display = new Intl.DisplayNames([language], { type: "region" })
    for (const code of getCountries()) {
      const name = display.of(code)
      if (name) names.set(name.toLowerCase(), code)
    }
  }
  return names
}

/** ISO 3166-1 alpha-2, or undefined when the text names no country. */
export function countryNamed(text: string): string | undefined {
  const plain = text.trim().toLowerCase()
  if (/^[a-z]{2}$/.test(plain)) return OTHER_NAMES[plain] ?? plain.toUpperCase()
  return allNames().get(plain)
}
