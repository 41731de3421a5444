import { normalisePhone } from "@/lib/core/identity/phone"
import type { IdentityClaim } from "@/lib/core/lead-event"

/** The contact details of one form or row, each once; of two alike the first, which has the more certain key, counts. */
export const distinctContacts = (claims: readonly IdentityClaim[]): IdentityClaim[] =>
  withoutNational(claims.filter(({ kind, raw }, at) => claims.findIndex((other) => other.kind === kind && other.raw === raw) === at))

/**
 * Phone fields with a country menu send a number twice: as typed ("050 123 4567") and in full ("+966501234567"). The full one says
 * which number it is; the other would be read as a number of our own country.
 */
function withoutNational(claims: IdentityClaim[]): IdentityClaim[] {
  const phones = claims.filter(({ kind }) => kind === "phone")
  if (phones.length < 2) return claims
  const readings = new Map(
    phones.map((claim) => [claim, normalisePhone(claim.raw, { countries: claim.countries, likelyCountries: claim.likelyCountries })]),
  )
  const full = [...readings.values()].flat().filter((reading) => reading.ok && reading.confidence === "explicit")
  return claims.filter((claim) => {
    const [reading, ...others] = readings.get(claim) ?? []
    if (reading === undefined || others.length > 0 || (reading.ok && reading.confidence === "explicit")) return true
    const national = (reading.ok ? reading.nsn : reading.digits).replace(/^0+/, "")
    return national.length < 6 || !full.some(({ nsn }) => nsn.replace(/^0+/, "") === national)
  })
}
