import { DAY_MS } from "@/lib/core/time"
import { consentNamed } from "@/lib/core/forms/consent-names"
import { readDate } from "@/lib/core/dates/read-date"
import { dayOf, isoDay } from "@/lib/core/days"
import { DEFAULT_FORMAT, type ReadingFormat } from "@/lib/core/input-format"
import type { FormField } from "@/lib/core/forms/form-fields"
import type { ReadForm, ReadKey } from "@/lib/core/forms/read-form"
import type { FieldClaim, IdentityClaim, LeadField } from "@/lib/core/lead-event"
import { plainKey } from "@/lib/core/forms/plain-key"
import { distinctContacts } from "@/lib/core/values/distinct-contacts"
import { attributionId } from "./form-attribution"
import { cleanJson, cleanText } from "./clean-text"
import { isDialCode, phoneCountries } from "./phone-countries"

/** What a form that was read by its keys claims about the person; the same for a website, a chat's form and a pasted answer list. */
export function formIdentities(form: ReadForm, headers: Readonly<Record<string, string>> = {}): IdentityClaim[] {
  const claims = (field: "phone" | "email", lengthMax: number): IdentityClaim[] =>
    form.keysOf(field).flatMap(({ path, texts }) =>
      texts.flatMap((text) => {
        const raw = cleanText(text, lengthMax)
        if (raw === null || (field === "phone" && isDialCode(raw))) return []
        return [{ kind: field, raw, source: "stated" as const, ...(field === "phone" ? phoneCountries(form.keys, headers, path) : {}) }]
      }),
    )
  return distinctContacts([...claims("phone", 200), ...claims("email", 254)])
}

const CLAIMED: Partial<Record<FormField, LeadField>> = {
  company: "company",
  vehicle: "vehicle",
  vehicle_class: "vehicle_class",
  budget: "budget",
  emirate: "emirate",
  language: "language",
  referred_by: "referred_by",
  notes: "notes",
}

export function formClaims(form: ReadForm, format: ReadingFormat = DEFAULT_FORMAT): FieldClaim[] {
  const values: [LeadField, string | null][] = [
    ["name", formName(form)],
    ["country", countryOf(form)],
    ["pickup_date", momentOf(form, "pickup_date", "pickup_time", format)],
    ["return_date", momentOf(form, "return_date", "return_time", format)],
    ...Object.entries(CLAIMED).map(([from, to]): [LeadField, string | null] => [to, form.first(from as FormField)]),
  ]
  return values.flatMap(([field, text]) => {
    const value = cleanText(text, field === "notes" ? 2000 : 200)
    return value === null ? [] : [{ field, value, trust: "stated" as const }]
  })
}

/** A whole name under a name of its own, else its parts. */
export const formName = (form: ReadForm): string | null => cleanText(nameOf(form), 200)

function nameOf(form: ReadForm): string | null {
  const parts = (["first_name", "middle_name", "last_name"] as const).flatMap((part) => form.first(part) ?? [])
  const whole = form.first("name")
  if (whole === null || parts.length === 0 || /\s/.test(whole)) return whole ?? (parts.join(" ") || null)
  // Some forms call one of two name fields "name", be it the first or the last.
  if (form.first("first_name") === null) return [whole, ...parts].join(" ")
  return form.first("last_name") !== null || parts.includes(whole) ? parts.join(" ") : [...parts, whole].join(" ")
}

/** A dial code says where a phone is from, not where the person is. */
function countryOf(form: ReadForm): string | null {
  return form.all("country").find((said) => /\p{L}/u.test(said)) ?? null
}

/**
 * A time in a field of its own belongs to its date, and replaces a time that a date picker put there: mostly midnight, of the
 * browser or of UTC.
 */
function momentOf(form: ReadForm, date: FormField, time: FormField, format: ReadingFormat): string | null {
  const [day, clock] = [form.first(date), form.first(time)]
  if (day === null || clock === null || day === clock) return day
  const reading = readDate(day, format)
  if (!reading.ok || !reading.hasTime) return `${day} ${clock}`
  if (reading.isDecided) return `${day.replace(/[\sT,]+\d{1,2}[:.]\d{2}.*$/i, "")} ${clock}`
  const isMidnight = reading.at.getTime() % DAY_MS === 0
  return `${isMidnight ? isoDay(reading.at.getTime()) : dayOf(reading.at, format.timeZone)} ${clock}`
}

/** A password between the form and us, such as `google_key` of lead ads. */
const SECRET = /\b(?:secret|password|token|nonce|signature|csrf|authorization)\b|^(?:api|google|access|webhook|private|shared|auth) ?key$/

/** Read elsewhere, set by the platform, or secret: not for the timeline. */
export const isSilent = ({ key, path, readAs }: ReadKey): boolean =>
  attributionId({ path }) !== null ||
  (readAs === null && SECRET.test(plainKey(path.at(-1) ?? ""))) ||
  key.startsWith("_") ||
  path.some((part) => consentNamed(part) !== null) ||
  plainKey(path.at(-1) ?? "").startsWith("consent ")

const SINGLE = new Set<ReadKey["readAs"]>([
  "name",
  "first_name",
  "middle_name",
  "last_name",
  "pickup_date",
  "pickup_time",
  "return_date",
  "return_time",
  ...(Object.keys(CLAIMED) as FormField[]),
])

/** A second value of a field that holds one. */
function isUnused(form: ReadForm, { readAs, texts }: ReadKey): boolean {
  const used = readAs !== null && readAs !== "nothing" && SINGLE.has(readAs) ? form.first(readAs) : null
  return used !== null && texts.length > 0 && !texts.includes(used)
}

/** Fields that were not understood or not used, small and safe, for the timeline. */
export const unknownFields = (form: ReadForm): Record<string, unknown> =>
  Object.fromEntries(
    form.keys
      .filter((key) => (key.readAs === null || key.readAs === "nothing" || isUnused(form, key)) && !isSilent(key) && !isEmpty(key.value))
      .slice(0, 40)
      .map(({ key, value }) => [cleanText(key, 100) ?? "", cleanJson(value)]),
  )

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.every(isEmpty))
