import type { CrmObject, CrmSchema } from "@/lib/core/sync/crm-schema"
import { NO_NAME } from "./mapping"

/** Values as texts here, and in the type of their field over there. */
const NUMBERS = new Set(["double", "currency", "percent", "int"])

export type FieldTypes = (object: CrmObject, name: string) => string

export const typesOf =
  (schema: CrmSchema | null): FieldTypes =>
  (object, name) =>
    schema?.properties[object].find((known) => known.name === name)?.type ?? "string"

export function typed(type: string, text: string): string | number | boolean | null {
  if (text === "") return null
  if (NUMBERS.has(type)) return Number.isFinite(Number(text)) ? Number(text) : text
  if (type === "boolean") return text === "true"
  return type === "date" ? text.slice(0, 10) : text
}

export const OWNER = "OwnerId"

export const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : null

/** A person has a last name there, whatever else; who has one name only has it as the last. */
export function withLastName(values: Record<string, string>, isNew: boolean): Record<string, string> {
  const { FirstName, LastName } = values
  if (LastName === undefined) return isNew ? { ...values, LastName: NO_NAME } : values
  if (LastName !== "") return values
  // A first name that is not sent stays as it is over there.
  if (FirstName === undefined) return { ...values, LastName: NO_NAME }
  return { ...values, FirstName: "", LastName: FirstName || NO_NAME }
}
