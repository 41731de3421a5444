import { flattenForm } from "@/lib/core/forms/flatten-form"
import { plainKey } from "@/lib/core/forms/plain-key"
import type { ConsentClaim } from "@/lib/core/lead-event"
import { consentPurpose, readConsent, unreadConsent } from "@/lib/core/values/read-consent"
import { cleanText } from "./clean-text"
import type { FormFields } from "./form-body"
import type { ValueReader } from "./value-reader"

/**
 * `consent` is an object in JSON; a form posts it as one checkbox or as `consent_given_at`-like flat fields, whatever the key's case
 * and whatever wraps it. Where a form says yes and no for one purpose, it is no.
 */
export function formConsents(fields: FormFields, submittedAt: Date, values: ValueReader): ConsentClaim[] {
  const entries = flattenForm(fields).map(({ path, value }) => ({ words: path.map(plainKey), value }))
  const detail = (name: string): unknown =>
    entries.find(({ words }) => words.at(-1) === `consent ${name}` || (words.at(-1) === name && words.at(-2) === "consent"))?.value
  const claims = new Map<string, ConsentClaim>()
  for (const { words, value } of entries) {
    const key = words.at(-1) === "given" ? words.at(-2) : words.at(-1)
    const known = consentPurpose(key ?? "")
    if (known === null || isBlank(value)) continue
    const given = readConsent(value)
    if (given === null) values.notes.push(unreadConsent(value))
    const purpose = known.purpose ?? cleanText(detail("purpose"), 200) ?? "contact"
    if (given === null || claims.get(purpose)?.given === false) continue
    const givenAt = values.date("consent given_at", detail("given at")) ?? submittedAt
    claims.set(purpose, { given, givenAt, textVersion: cleanText(detail("text version"), 100), purpose })
  }
  return [...claims.values()]
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.every(isBlank))
