/** The parts of an OpenAPI document that the page shows. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  description?: string
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  format?: string
  anyOf?: Schema[]
  oneOf?: Schema[]
}

type Content = Record<string, { schema: Schema }>

type Operation = {
  operationId: string
  summary: string
  description?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[]
  requestBody?: { content: Content }
  responses: Record<string, { description: string; content?: Content }>
}

export type Endpoint = { path: string; method: string; operation: Operation }

/** The endpoints by what they are about, in the order in which the document first speaks of it. */
export function byTag(paths: Record<string, unknown>): Map<string, Endpoint[]> {
  const groups = new Map<string, Endpoint[]>()
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const tag = operation.tags?.[0] ?? "Other"
      groups.set(tag, [...(groups.get(tag) ?? []), { path, method, operation }])
    }
  }
  return groups
}

export const tagId = (tag: string): string => `tag-${tag.toLowerCase()}`

/** The name of the shape that a schema is, or is a list of. */
export function refName(schema: Schema | undefined): string | null {
  const ref = schema?.$ref ?? schema?.items?.$ref
  return ref?.split("/").at(-1) ?? null
}

export function typeOf(schema: Schema | undefined): string {
  if (!schema) return ""
  if (schema.$ref) return refName(schema) ?? ""
  if (schema.enum) return schema.enum.map(String).join(" | ")
  if (schema.const !== undefined) return String(schema.const)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return [...new Set(choices.map(typeOf))].join(" | ")
  if (schema.type === "array") return `list of ${typeOf(schema.items) || "any"}`
  return [schema.type, schema.format].flat().filter(Boolean).join(", ")
}
