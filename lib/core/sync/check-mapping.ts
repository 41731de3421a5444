import type { CrmProperty, CrmSchema } from "./crm-schema"
import { isEssential, type FieldMapping, type SyncField } from "./mapping"

const RECEIVABLE: ReadonlySet<string> = new Set<SyncField>([
  "name",
  "email",
  "phone",
  "company",
  "country",
  "language",
  "vehicle",
  "amount",
  "pickup_date",
  "return_date",
  "owner",
  "stage",
])

/** Whether a CRM value can become ours: a score, an id or a closing date cannot. */
export const canReceive = (field: string): boolean => RECEIVABLE.has(field)

export const mappingKey = ({ object, field }: Pick<FieldMapping, "object" | "field">): string => `${object}.${field}`

/** Problems of a mapping by `object.field`, in words for the admin. Empty when it is valid. */
export function mappingProblems(mappings: readonly FieldMapping[], schema: CrmSchema | null): Record<string, string> {
  const problems: Record<string, string> = {}
  const takenBy = new Map<string, string>()
  for (const mapping of mappings) {
    const key = mappingKey(mapping)
    const problem = problemOf(mapping, schema)
    if (problem) problems[key] = problem
    if (!mapping.isOn) continue
    for (const property of mapping.properties) {
      const place = `${mapping.object}.${property}`
      const other = takenBy.get(place)
      if (other) problems[key] ??= `${property} is used for ${other.replace(/^\w+\./, "").replaceAll("_", " ")} already.`
      takenBy.set(place, key)
    }
  }
  return problems
}

function problemOf(mapping: FieldMapping, schema: CrmSchema | null): string | null {
  const { field, object, direction, isOn, properties } = mapping
  if (isEssential(mapping) && (!isOn || direction !== "out")) return "Without our own id there is no sync; it stays as it is."
  if (!isOn) return null
  if (direction !== "out" && !canReceive(field)) return "This is worked out here and cannot be taken over from there."
  if (!schema) return null
  for (const name of properties) {
    const known = schema.properties[object].find((property) => property.name === name)
    if (!known) return `There is no property “${name}” over there.`
    if (known.readOnly && direction !== "in") return `“${name}” cannot be written over there.`
    const misfit = direction === "in" ? null : misfitOf(mapping, known)
    if (misfit) return `“${name}” ${misfit}`
  }
  return null
}

/** A property of another type would refuse every lead, one by one. */
function misfitOf({ transform }: FieldMapping, { type, options }: CrmProperty): string | null {
  if (transform === "stage" || transform === "owner" || transform === "lifecycle") return null
  if (type === "number" && transform !== "number") return "holds numbers only."
  if ((type === "date" || type === "datetime") && transform !== "moment") return "holds dates only."
  return type === "bool" || options !== null ? "takes values of its own list only." : null
}
