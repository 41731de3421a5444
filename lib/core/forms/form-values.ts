import { normaliseEmail } from "@/lib/core/identity/email"
import { normalisePhone } from "@/lib/core/identity/phone"
import type { FormField } from "./form-fields"
import { numberInParts } from "./phone-keys"
import { plainKey } from "./plain-key"

/** The texts in a field's value, in order and without blanks: a repeated key may have an empty first value. */
export function textsOf(field: FormField | null, value: unknown): string[] {
  if (typeof value === "string") return value.trim() === "" ? [] : [value.trim()]
  if (typeof value === "number" || typeof value === "bigint") return [String(value)]
  if (Array.isArray(value)) {
    const texts = value.flatMap((one) => textsOf(field, one))
    return field === "phone" || field === "email" || field === null ? texts : joined(texts)
  }
  if (typeof value !== "object" || value === null) return []
  return partsOf(field, value as Record<string, unknown>)
}

const joined = (texts: string[]): string[] => (texts.length === 0 ? [] : [[...new Set(texts)].join(", ")])

/** One value in parts; the whole counts before its pieces. */
function partsOf(field: FormField | null, value: Record<string, unknown>): string[] {
  const parts = Object.entries(value).flatMap(([key, part]) => (isText(part) ? [[key, String(part).trim()] as const] : []))
  const of = (...names: string[]): string =>
    names.flatMap((name) => parts.find(([key]) => plainKey(key).replaceAll(" ", "") === name)?.[1] ?? []).at(0) ?? ""
  const number = field === "phone" ? numberInParts(parts) : ""
  if (number !== "") return [number]
  if (field === "name") {
    const whole = of("full", "fullname", "displayname", "firstandlast", "name")
    const pieces = [of("first", "firstname", "given"), of("middle", "middlename"), of("last", "lastname", "family")]
    const name = whole || pieces.filter((piece) => piece !== "").join(" ")
    if (name !== "") return [name]
  }
  if (field === "pickup_date" || field === "return_date" || field === "submitted_at") {
    const [year, month, day] = [of("year"), of("month"), of("day")]
    if (year && month && day) return [[year, month.padStart(2, "0"), day.padStart(2, "0")].join("-")]
  }
  const said = of("value", "text", "full", "email", "date", "datetime", "raw", "other", "country", "label")
  return said === "" ? [] : [said]
}

/** A number with its trunk zero, a plus or a country code: digits alone may be an id or an amount. */
export const isDialled = (text: string): boolean =>
  /^[+(]?[0٠۰+]/.test(text) || normalisePhone(text).some((reading) => reading.ok && reading.confidence === "explicit")

const isText = (part: unknown): boolean => (typeof part === "string" && part.trim() !== "") || typeof part === "number"

/** What a value looks like, for fields whose key says nothing: an address, a number, or neither. */
export function shapeOf(text: string): "email" | "phone" | null {
  if (text.length > 254) return null
  if (text.includes("@")) return !/\s/.test(text) && normaliseEmail(text).ok ? "email" : null
  const isNumber =
    /^[+(]?[\d\u0660-\u0669\u06F0-\u06F9][\d\u0660-\u0669\u06F0-\u06F9\s().+-]{6,}$/.test(text) &&
    !/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(text)
  return isNumber && normalisePhone(text).some((reading) => reading.ok && reading.confidence !== "guess") ? "phone" : null
}
