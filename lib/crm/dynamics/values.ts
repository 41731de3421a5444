import type { CrmObject, CrmSchema } from "@/lib/core/sync/crm-schema"

/** Values as texts here, and in the type of their column over there, which takes no other. */
const NUMBERS = new Set(["Integer", "BigInt", "Money", "Decimal", "Double", "Picklist", "State", "Status"])

export type ColumnTypes = (object: CrmObject, name: string) => string

export const typesOf =
  (schema: CrmSchema | null): ColumnTypes =>
  (object, name) =>
    schema?.properties[object].find((known) => known.name === name)?.type ?? "String"

export function typed(type: string, text: string): string | number | boolean | null {
  if (text === "") return null
  if (NUMBERS.has(type)) return Number.isFinite(Number(text)) ? Number(text) : text
  if (type === "Boolean") return text === "true"
  return type === "DateOnly" ? text.slice(0, 10) : text
}

/** Owners are links: written by binding, read by another name. */
export const OWNER = "ownerid"
export const readName = (name: string): string => (name === OWNER ? `_${OWNER}_value` : name)

export const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : null
