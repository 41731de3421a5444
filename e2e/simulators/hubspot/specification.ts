import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { LogEntry } from "./api/world"

/**
 * Checks recorded calls against HubSpot's published OpenAPI files. They use a small part of JSON Schema (types,
 * formats, required, enum, references, additionalProperties), and the validator covers exactly that part. Known
 * differences of the real API from its specification are listed here.
 */
type Schema = {
  $ref?: string
  type?: string
  format?: string
  enum?: unknown[]
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
}
type Content = { content?: Record<string, { schema?: Schema }> }
type Operation = { requestBody?: Content; responses: Record<string, Content> }
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }

export type Specification = {
  documents: Document[]
  operations: { pattern: RegExp; method: string; operation: Operation; document: Document }[]
}

/** Null when the files are not on this machine. */
export function loadSpecification(folder = resolve(process.cwd(), "../shared/hubspot-openapi")): Specification | null {
  if (!existsSync(folder)) return null
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Document)
  return { documents, operations: documents.flatMap(operationsOf) }
}

export const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+").replace("/objects/0-3", "/objects/(?:0-3|deals?)")}$`),
      method: method.toUpperCase(),
      operation,
      document,
    })),
  )

/** Dated paths carry the same models as the classic ones. */
export function classicPath(pathname: string): string {
  const dated = /^\/crm\/(objects|associations|properties|pipelines|owners)\/\d{4}-\d{2}(?:-beta)?(\/.*)?$/.exec(pathname)
  const path = dated
    ? `/crm/${dated[1] === "associations" || dated[2]?.includes("/associations/") ? "v4" : "v3"}/${dated[1]}${dated[2] ?? ""}`
    : pathname
  // The real client asks for owners with a slash at the end.
  return path.replace(/\/objects\/(contact|0-1)(?=\/|$)/, "/objects/contacts").replace(/\/$/, "")
}

/** Paths that the files at hand do not describe. */
const UNDESCRIBED = /^\/(oauth|account-info|communication-preferences)\/|\/labels$/
/** Properties that the files require and the real API does without. */
const OPTIONAL_IN_REQUESTS = new Set([
  "associations",
  "after",
  "filterGroups",
  "limit",
  "properties",
  "propertiesWithHistory",
  "sorts",
  "hidden",
  "archived",
  "dataSensitivity",
])
/** Ids that the files call strings and the real API sends as numbers. */
const NUMERIC_IDS = new Set(["toObjectId", "fromObjectId"])

/** Violations of the specification, in words; empty when there are none. */
export function specificationProblems(specification: Specification, entry: LogEntry): string[] {
  const { pathname } = new URL(entry.url, "http://simulator.local")
  if (entry.status === null || UNDESCRIBED.test(pathname)) return []
  const found = specification.operations.filter((one) => one.method === entry.method && one.pattern.test(classicPath(pathname)))
  // A literal segment (`/batch/read`) is a better match than a placeholder.
  const [best] = found.sort((a, b) => a.pattern.source.split("[^/]+").length - b.pattern.source.split("[^/]+").length)
  const name = `${entry.method} ${pathname} ${entry.status}`
  if (!best) return entry.status < 400 ? [`${name}: the specification has no such operation`] : []
  const { operation, document } = best
  const response = operation.responses[String(entry.status)]
  if (entry.status >= 400) return errorProblems(document, entry, name)
  if (!response) return [`${name}: the specification knows no such status`]
  const request = schemaOf(operation.requestBody)
  const answer = schemaOf(response)
  return [
    ...(request ? validate(document, request, entry.requestBody, `${name} request`, "request") : []),
    ...(answer ? validate(document, answer, entry.responseBody, `${name} response`, "response") : []),
  ]
}

const schemaOf = (part: Content | undefined): Schema | undefined => Object.values(part?.content ?? {})[0]?.schema

/** A rate-limit refusal has a shape of its own; a proxy's page has none. */
function errorProblems(document: Document, entry: LogEntry, name: string): string[] {
  const schema = document.components.schemas["Error"]
  if (!schema || entry.status === 429 || entry.status === null || typeof entry.responseBody !== "object" || entry.fault !== null) return []
  return validate(document, schema, entry.responseBody, `${name} response`, "error")
}

type Side = "request" | "response" | "error"

function validate(document: Document, given: Schema, value: unknown, path: string, side: Side): string[] {
  const schema = given.$ref === undefined ? given : (document.components.schemas[given.$ref.split("/").at(-1) ?? ""] ?? {})
  if (schema.enum && !schema.enum.includes(value)) return [`${path}: ${JSON.stringify(value)} is none of ${schema.enum.join(", ")}`]
  switch (schema.type) {
    case "array":
      if (!Array.isArray(value)) return [`${path}: not an array`]
      return value.flatMap((item, index) => validate(document, schema.items ?? {}, item, `${path}[${index}]`, side))
    case "object":
      return validateObject(document, schema, value, path, side)
    case "string":
      return validateString(schema, value, path)
    case "integer":
      return Number.isInteger(value) ? [] : [`${path}: not an integer`]
    case "number":
      return typeof value === "number" ? [] : [`${path}: not a number`]
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path}: not a boolean`]
    default:
      return schema.properties ? validateObject(document, schema, value, path, side) : []
  }
}

function validateString(schema: Schema, value: unknown, path: string): string[] {
  if (typeof value === "number" && NUMERIC_IDS.has(path.split(".").at(-1) ?? "")) return []
  // The documentation, unlike the files, lets a sort be an object.
  if (/request\.sorts\[\d\]$/.test(path) && typeof value === "object") return []
  // An empty property is null, in records and in properties of any batch.
  if (value === null && /\.properties\.[^.]+$|\.label$/.test(path)) return []
  if (typeof value !== "string") return [`${path}: not a string`]
  if (schema.format === "date-time" && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value))
    return [`${path}: ${value} is not a date and time`]
  if (schema.format === "uuid" && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return [`${path}: ${value} is not a UUID`]
  return []
}

function validateObject(document: Document, schema: Schema, value: unknown, path: string, side: Side): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path}: not an object`]
  const known = schema.properties ?? {}
  const missing = (schema.required ?? []).filter((name) => !(name in value) && !(side === "request" && OPTIONAL_IN_REQUESTS.has(name)))
  const problems = missing.map((name) => `${path}.${name}: missing`)
  for (const [name, part] of Object.entries(value)) {
    const own = known[name]
    if (own) problems.push(...validate(document, own, part, `${path}.${name}`, side))
    else if (typeof schema.additionalProperties === "object")
      problems.push(...validate(document, schema.additionalProperties, part, `${path}.${name}`, side))
    else if (schema.properties && side !== "error") problems.push(`${path}.${name}: not in the specification`)
  }
  return problems
}
