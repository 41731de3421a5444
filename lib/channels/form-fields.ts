import type { Attribution, ConsentClaim, FieldClaim, IdentityClaim } from "@/lib/core/lead-event"
import { cleanJson, cleanText } from "./clean-text"
import { phoneCountries } from "./phone-countries"
import type { ValueReader } from "./value-reader"

/**
 * The fields of a website enquiry, under the names that forms in the wild use for them. JSON and HTML forms share this
 * reading; unknown keys are kept for the timeline.
 */
export type FormFields = Readonly<Record<string, unknown>>

const ALIASES: Record<string, readonly string[]> = {
  submission_id: ["submission_id"],
  submitted_at: ["submitted_at", "ts"],
  form: ["form", "form_name"],
  name: ["name", "full_name", "fullname", "your-name", "your_name"],
  first_name: ["fname", "first_name", "firstname", "first-name"],
  last_name: ["lname", "last_name", "lastname", "last-name"],
  email: ["email", "e-mail", "your-email", "your_email", "email_address"],
  phone: ["phone", "tel", "mobile", "your-phone", "your_phone", "phone_number", "whatsapp"],
  country: ["country", "country_code"],
  message: ["message", "comments", "comment", "enquiry", "inquiry", "your-message", "your_message"],
  vehicle: ["vehicle", "car", "model"],
  page_url: ["page_url", "page"],
  landing_page: ["landing_page"],
  referrer: ["referrer", "referer"],
  company: ["company", "organisation", "organization"],
}
const KNOWN = new Set(Object.values(ALIASES).flat())
const ATTRIBUTION = /^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|_fbc|_fbp|hubspotutk|ctwa_clid|ad_id)$/

export function formValue(fields: FormFields, name: string, lengthMax = 500): string | null {
  for (const alias of ALIASES[name] ?? [name]) {
    const value = Object.hasOwn(fields, alias) ? fields[alias] : undefined
    const text = cleanText(Array.isArray(value) ? value[0] : value, lengthMax)
    if (text !== null) return text
  }
  return null
}

export function formIdentities(fields: FormFields, headers: Readonly<Record<string, string>> = {}): IdentityClaim[] {
  const beside = phoneCountries(fields, headers)
  const phone = formValue(fields, "phone", 200)
  const email = formValue(fields, "email", 254)
  return [
    ...(phone ? [{ kind: "phone" as const, raw: phone, source: "stated" as const, ...beside }] : []),
    ...(email ? [{ kind: "email" as const, raw: email, source: "stated" as const }] : []),
  ]
}

export function formClaims(fields: FormFields): FieldClaim[] {
  const name =
    formValue(fields, "name", 200) ??
    ([formValue(fields, "first_name", 100), formValue(fields, "last_name", 100)].filter(Boolean).join(" ") || null)
  const claims = {
    name,
    company: formValue(fields, "company", 200),
    country: countryClaim(fields),
    vehicle: formValue(fields, "vehicle", 200),
  }
  return Object.entries(claims).flatMap(([field, value]) =>
    value ? [{ field: field as keyof typeof claims, value, trust: "stated" as const }] : [],
  )
}

/** A dial code says where a phone is from, not where the person is. */
function countryClaim(fields: FormFields): string | null {
  const said = formValue(fields, "country", 60)
  return said !== null && /\p{L}/u.test(said) ? said : null
}

export function formAttribution(fields: FormFields): Attribution | null {
  const text = (key: string) => cleanText(Object.hasOwn(fields, key) ? fields[key] : null, 512) ?? undefined
  const other = Object.fromEntries(
    Object.keys(fields)
      .filter((key) => ATTRIBUTION.test(key) && !MAPPED.has(key))
      .flatMap((key) => [[key, text(key)] as const])
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const attribution: Attribution = {
    utmSource: text("utm_source"),
    utmMedium: text("utm_medium"),
    utmCampaign: text("utm_campaign"),
    utmTerm: text("utm_term"),
    utmContent: text("utm_content"),
    gclid: text("gclid"),
    fbclid: text("fbclid"),
    ctwaClid: text("ctwa_clid"),
    adId: text("ad_id"),
    landingPage: formValue(fields, "landing_page", 512) ?? undefined,
    pageUrl: formValue(fields, "page_url", 512) ?? undefined,
    referrer: formValue(fields, "referrer", 512) ?? undefined,
    other: Object.keys(other).length > 0 ? other : undefined,
  }
  return Object.values(attribution).some((value) => value !== undefined) ? attribution : null
}
const MAPPED = new Set(["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid", "ctwa_clid", "ad_id"])

/** `consent` is an object in JSON; a form posts it as one checkbox or as `consent[given]`-like flat fields. */
export function formConsents(fields: FormFields, submittedAt: Date, values: ValueReader): ConsentClaim[] {
  const given = Object.hasOwn(fields, "consent") ? fields["consent"] : undefined
  if (given === undefined || given === null || given === "") return []
  const details =
    typeof given === "object" && !Array.isArray(given)
      ? (given as Record<string, unknown>)
      : { given, given_at: fields["consent_given_at"], text_version: fields["consent_text_version"], purpose: fields["consent_purpose"] }
  return [
    {
      given: isYes(details["given"]),
      givenAt: values.date("consent given_at", details["given_at"]) ?? submittedAt,
      textVersion: cleanText(details["text_version"], 100),
      purpose: cleanText(details["purpose"], 200) ?? "contact",
    },
  ]
}

/** A list is a hidden "0" beside a ticked box; a sentence ("I agree") is a yes, since only a ticked box is posted. */
function isYes(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isYes)
  if (typeof value === "string") return !/^(false|no|off|0|)$/i.test(value.trim())
  return value === true || value === 1
}

/** Keys we have no name for, small and safe, for the timeline. */
export const unknownFields = (fields: FormFields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(
        ([key]) => !KNOWN.has(key) && !ATTRIBUTION.test(key) && !key.startsWith("_") && key !== "consent" && !key.startsWith("consent_"),
      )
      .slice(0, 40)
      .map(([key, value]) => [cleanText(key, 100) ?? "", cleanJson(value)]),
  )
