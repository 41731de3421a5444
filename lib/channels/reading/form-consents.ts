import type { ConsentClaim } from "@/lib/core/lead-event"
import { cleanText } from "./clean-text"
import type { FormFields } from "./form-body"
import type { ValueReader } from "./value-reader"

/** `consent` is an object in JSON; a form posts it as one checkbox or as `consent_given_at`-like flat fields. */
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
