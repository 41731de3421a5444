/** Which line a number names: valid by the numbering plan, or an old spelling of a valid one (renumbered-lines.ts). */
import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/max"
import type { PhoneNumber } from "libphonenumber-js/max"
import { RENUMBERINGS } from "@/lib/core/identity/renumbered-lines"

export type PhoneType = "mobile" | "fixed" | "toll_free" | "uan" | "other"

/** A line that rings in a home or an office: it is evidence, and never decides alone. */
export const isCommonLine = (type: PhoneType): boolean => type === "fixed" || type === "toll_free" || type === "uan"

/** A number that is valid by today's plan. */
export function parseValid(text: string, country?: CountryCode): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text, country)
  return number?.isValid() ? number : null
}

/** The line that a number in full, with its plus, names as it stands: its key, or null. */
export const lineNamed = (number: string): string | null => lineOf(number)?.number ?? null

/** "971" of AE. */
export const dialCode = (country: CountryCode): string => getCountryCallingCode(country)

/** The line that a number names, under the key of today's numbering plan; null when it names none. */
export function lineOf(text: string, country?: CountryCode): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text, country)
  if (!number) return null
  const isValid = number.isValid()
  const digits = number.number.slice(1)
  for (const { from, to, parallel } of RENUMBERINGS) {
    if ((isValid && !parallel) || !from.test(digits)) continue
    const today = parseValid(`+${digits.replace(from, to)}`)
    if (today) return today
  }
  return isValid ? number : null
}

/** ISO 3166 alpha-2 codes that the numbering plans know, each once. */
export function supported(countries: readonly string[] | undefined): CountryCode[] {
  const codes = (countries ?? []).map((country) => country.trim().toUpperCase())
  return [...new Set(codes)].filter((code): code is CountryCode => isSupportedCountry(code))
}
