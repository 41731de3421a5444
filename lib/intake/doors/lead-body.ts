import { z } from "zod"
import type { FormField } from "@/lib/core/forms/form-fields"
import { textsOf } from "@/lib/core/forms/form-values"
import { keyMeaning } from "@/lib/core/forms/key-meaning"
import { plainKey } from "@/lib/core/forms/plain-key"
import { isObject } from "@/lib/core/encoding/json"
import { ManualLead } from "./accept-manual"

/**
 * `POST /leads` as automations send it: `Phone`, `phoneNumber` and `mobile` are the phone, `{value: …}` is its value, and
 * "Walk-in" is `walk_in`. What is written as documented is left as it is.
 */
export const LeadBody = z.preprocess(withKnownKeys, ManualLead)

const OWN_KEYS = new Set(Object.keys(ManualLead.shape))
const KEY_OF: Partial<Record<FormField, string>> = {
  name: "name",
  phone: "phone",
  email: "email",
  message: "message",
  vehicle: "vehicle",
  country: "country",
  referred_by: "referredBy",
  submitted_at: "occurredAt",
}
const OTHER_SPELLINGS: Readonly<Record<string, string>> = { "occurred at": "occurredAt", "external id": "externalId" }
const NAME_PARTS = ["first_name", "middle_name", "last_name"] as const
/** Of these a lead has several; of the others the first counts. */
const SEVERAL = new Set(["phone", "email"])

function withKnownKeys(given: unknown): unknown {
  if (!isObject(given)) return given
  const body = unwrapped(given)
  // Without a prototype: a key may be `__proto__`.
  const lead = Object.create(null) as Record<string, unknown>
  const names = new Map<string, string>()
  const extra: [string, string, unknown][] = []
  for (const [key, value] of Object.entries(body)) {
    const field = OWN_KEYS.has(key) ? null : fieldOf(key)
    const part = NAME_PARTS.find((one) => one === field)
    const own = OWN_KEYS.has(key) ? undefined : (OTHER_SPELLINGS[plainKey(key)] ?? (field === null ? undefined : KEY_OF[field]))
    if (part !== undefined && typeof value === "string") names.set(part, value)
    if (own !== undefined) extra.push([key, own, value])
    else lead[key] = OWN_KEYS.has(key) ? plainValue(lead, key, value) : value
  }
  for (const [key, own, value] of extra) {
    if (isBlank(lead[own])) lead[own] = plainValue(lead, own, value)
    else if (SEVERAL.has(own)) lead[own] = [lead[own], plainValue(lead, own, value)].flat()
    else lead[key] = value
  }
  if (isBlank(lead["name"]) && names.size > 0) lead["name"] = NAME_PARTS.flatMap((part) => names.get(part) ?? []).join(" ")
  return lead
}

/** `{channel, data: {…}}`: what stands beside the data counts before it. */
function unwrapped(body: Record<string, unknown>): Record<string, unknown> {
  const { data, ...rest } = body
  const isWrapper = isObject(data) && Object.keys(rest).every((key) => !CONTENT.has(fieldOf(key) ?? key))
  return isWrapper ? { ...data, ...rest } : body
}

const CONTENT = new Set(["name", "first_name", "last_name", "phone", "email", "message"])

function fieldOf(key: string): FormField | null {
  const meaning = keyMeaning([key])
  if (meaning.field === null || meaning.doubtful) return null
  // "country_code" is beside the phone, and no country of the person.
  return meaning.field === "country" && !meaning.certain ? null : meaning.field
}

function plainValue(lead: Record<string, unknown>, key: string, value: unknown): unknown {
  if (key === "channel") return typeof value === "string" ? plainKey(value).replaceAll(" ", "_").replace("walkin", "walk_in") : value
  if (key === "name" && Array.isArray(value) && value.every((part) => typeof part === "string")) return value.join(" ")
  const field = (Object.keys(KEY_OF) as FormField[]).find((one) => KEY_OF[one] === key)
  if (field === undefined) return value
  const isNested = [value].flat().some((one) => typeof one === "object" && one !== null)
  if (!isNested) return value
  if (field === "phone") lead["phone_country"] ??= countryIn(value)
  return textsOf(field, value)
}

/** `{number, country}`: the country stands beside the phone. */
function countryIn(value: unknown): unknown {
  const parts = [value].flat().flatMap((one) => (typeof one === "object" && one !== null ? Object.entries(one) : []))
  return parts.find(([key, part]) => /^(?:country|iso|dial|calling)/.test(plainKey(key)) && typeof part === "string")?.[1]
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === ""
