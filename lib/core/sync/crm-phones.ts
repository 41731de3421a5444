import { countriesBeside } from "@/lib/core/identity/country-beside"
import { normalisePhone, type PhoneNumberReading } from "@/lib/core/identity/phone"
import type { FieldMapping } from "./mapping"

/** The lines that a CRM's phones name: they are in use there, and of the country that their record says. */
export const crmLines = (phones: readonly string[], countries: readonly string[] = []): PhoneNumberReading[] =>
  phones.flatMap((raw) => normalisePhone(raw, { countries, inUse: true }).flatMap((reading) => (reading.ok ? [reading] : [])))

/** The countries that a contact's record says. */
export function recordCountries(
  mappings: readonly FieldMapping[],
  { values }: { values: Readonly<Record<string, string | null | undefined>> },
): string[] {
  const [property = ""] = mappings.find(({ object, field }) => object === "contact" && field === "country")?.properties ?? []
  return countriesBeside([values[property] ?? ""])
}
