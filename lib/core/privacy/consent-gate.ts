import { z } from "zod"
import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { consentInForce, type ConsentFact } from "@/lib/core/event-trust"
import { readCountries } from "@/lib/core/identity/countries"

/**
 * What may be done with a person's data, by purpose and by the law of where they are. `service` is answering and serving an
 * enquiry, which includes the CRM; `marketing` is everything that the person did not ask for.
 */
export const PURPOSES = ["service", "marketing"] as const
type Purpose = (typeof PURPOSES)[number]

export const REGIONS = ["ae", "eu_uk", "in", "other"] as const
type Region = (typeof REGIONS)[number]

/**
 * `none`: no consent is asked for. `unless_withdrawn`: as long as the person has not said no. `opt_in`: only once the person
 * has said yes.
 */
export const CONSENT_RULES = ["none", "unless_withdrawn", "opt_in"] as const
type ConsentRule = (typeof CONSENT_RULES)[number]

function byRegion(standard: ConsentRule) {
  const rule = z.enum(CONSENT_RULES).default(standard)
  return z.object({ ae: rule, eu_uk: rule, in: rule, other: rule }).prefault({})
}

/** An enquiry may be served until the person objects; marketing needs a yes everywhere (UAE PDPL, GDPR, India's DPDP Act). */
export const ConsentRules = z.object({ service: byRegion("unless_withdrawn"), marketing: byRegion("opt_in") })
export type ConsentRules = z.infer<typeof ConsentRules>

const EU_UK = new Set("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB GG JE IM".split(" "))

/** By the country of the person's phone; without one by the country that they named. */
export function regionOf(phone: string | undefined, country: string | null): Region {
  const code = (phone === undefined ? undefined : parsePhoneNumberFromString(phone)?.country) ?? readCountries(country ?? "")[0]
  if (code === "AE") return "ae"
  if (code === "IN") return "in"
  return code !== undefined && EU_UK.has(code) ? "eu_uk" : "other"
}

/** A statement names its purpose in free text; one that names marketing and service is about both. */
export function purposesOf(text: string): Purpose[] {
  const isMarketing = /marketing|newsletter|promotion|offer/i.test(text)
  const isService = !isMarketing || /service|contact|enquiry|booking|processing|\ball\b/i.test(text)
  return PURPOSES.filter((purpose) => (purpose === "marketing" ? isMarketing : isService))
}

export type StatedConsent = ConsentFact & { purpose: string; textVersion: string | null }

/** Yes, no, or null when nothing was ever stated about the purpose. */
export const consentFor = (purpose: Purpose, stated: readonly StatedConsent[]): boolean | null =>
  consentInForce(stated.filter((one) => purposesOf(one.purpose).includes(purpose)))

export type ConsentGate = Record<Purpose, boolean>

/** What may be done with a person's data. Who refuses to be served is not advertised to either. */
export function consentGate(rules: ConsentRules, region: Region, stated: readonly StatedConsent[]): ConsentGate {
  const service = isAllowed(rules, "service", region, stated)
  return { service, marketing: service && isAllowed(rules, "marketing", region, stated) }
}

export const NOTHING_ALLOWED: ConsentGate = { service: false, marketing: false }

export function isAllowed(rules: ConsentRules, purpose: Purpose, region: Region, stated: readonly StatedConsent[]): boolean {
  const rule = rules[purpose][region]
  if (rule === "none") return true
  const consent = consentFor(purpose, stated)
  return rule === "opt_in" ? consent === true : consent !== false
}

/** The consent to show elsewhere: the latest yes that still holds, and every purpose that is allowed by one. Null without. */
export type ConsentRecord = { givenAt: Date; textVersion: string | null; purposes: string[] }

export function consentRecord(stated: readonly StatedConsent[]): ConsentRecord | null {
  const purposes = PURPOSES.filter((purpose) => consentFor(purpose, stated) === true)
  const given = stated.filter((one) => one.given && purposesOf(one.purpose).some((purpose) => purposes.includes(purpose)))
  const latest = given.toSorted((a, b) => b.givenAt.getTime() - a.givenAt.getTime())[0]
  return latest && purposes.length > 0 ? { givenAt: latest.givenAt, textVersion: latest.textVersion, purposes } : null
}
