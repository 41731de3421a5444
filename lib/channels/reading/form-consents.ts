import { isObject } from "@/lib/core/encoding/json"
import { flattenForm } from "@/lib/core/forms/flatten-form"
import { plainKey } from "@/lib/core/forms/plain-key"
import type { ConsentClaim } from "@/lib/core/lead-event"
import { consentNamed } from "@/lib/core/forms/consent-names"
import { onePerPurpose, statedConsent } from "@/lib/core/values/read-consent"
import { cleanText } from "./clean-text"
import type { FormFields } from "./form-body"
import type { ValueReader } from "./value-reader"

/**
 * `consent` is an object in JSON; a form posts it as one checkbox or as `consent_given_at`-like flat fields, whatever the key's case
 * and whatever wraps it. Lead-ad networks and CRMs list statements instead.
 */
export function formConsents(fields: FormFields, submittedAt: Date, values: ValueReader): ConsentClaim[] {
  const entries = flattenForm(fields).map(({ path, value }) => ({ words: path.map(plainKey), value }))
  const detail = (name: string): unknown =>
    entries.find(({ words }) => words.at(-1) === `consent ${name}` || (words.at(-1) === name && words.at(-2) === "consent"))?.value
  const claims = entries.flatMap(({ words, value }): ConsentClaim[] => {
    const named = consentNamed(words.findLast((word) => !ANSWERED.has(word)) ?? "")
    const given = named === null || isBlank(value) || isObject(value) ? null : statedConsent(named, value, values.notes)
    if (named === null || given === null) return []
    const purpose = named.purpose ?? cleanText(detail("purpose"), 200) ?? "contact"
    const givenAt = values.date("consent given_at", detail("given at")) ?? submittedAt
    return [{ given, givenAt, textVersion: cleanText(detail("text version"), 100), purpose }]
  })
  return onePerPurpose([...claims, ...statementsIn(fields, submittedAt, values)])
}

/** Keys inside a consent that hold its answer. */
const ANSWERED = new Set(["given", "value", "answer", "state", "status", "checked"])

/** Lists of statements: LinkedIn's `consentResponses`, HubSpot's `legalConsentOptions`, Meta's `custom_disclaimer_responses`. */
const LISTS: Readonly<Record<string, string>> = {
  "consent responses": "contact",
  "custom disclaimer responses": "contact",
  communications: "marketing",
  "legal consent options": "contact",
}
const ANSWERS = ["accepted", "value", "is checked", "checked", "given", "consent to process"]
const WORDINGS = ["text", "consent text", "label", "checkbox key", "consent to process text"]
const DEPTH_MAX = 6

function statementsIn(node: unknown, at: Date, values: ValueReader, purpose: string | null = null, depth = 0): ConsentClaim[] {
  if (depth > DEPTH_MAX) return []
  if (Array.isArray(node)) return node.slice(0, 50).flatMap((one) => statementsIn(one, at, values, purpose, depth + 1))
  if (!isObject(node)) return []
  const parts = new Map(Object.entries(node).map(([key, value]) => [plainKey(key), value]))
  const partOf = (names: readonly string[]): unknown =>
    names.map((name) => parts.get(name)).find((part) => part !== undefined && !isObject(part))
  const answer = purpose === null ? undefined : partOf(ANSWERS)
  const given = isBlank(answer) ? null : statedConsent({ isRefusal: false }, answer, values.notes)
  const own = given === null || purpose === null ? [] : [{ given, givenAt: at, textVersion: cleanText(partOf(WORDINGS), 100), purpose }]
  // What a company may do without being asked ("legitimate interest") is no consent.
  const inner = [...parts].filter(([key]) => key !== "legitimate interest")
  return [...own, ...inner.flatMap(([key, part]) => statementsIn(part, at, values, LISTS[key] ?? purpose, depth + 1))]
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.every(isBlank))
