import { ok, stringList, type SimAnswer, type SimRequest } from "./http"
import { objectTypeNamed, TYPE_FACTS, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import { liveLinks, settleIndex, type CrmRecord, type Portal, type Snapshot } from "@/e2e/simulators/hubspot/account/portal"
import { invalid } from "@/e2e/simulators/hubspot/account/problems"
import { textOf } from "@/e2e/simulators/hubspot/account/values"
import { viewSnapshot } from "@/e2e/simulators/hubspot/account/views"

/**
 * Search looks at an index that lags behind the records, never shows what is archived, and ends at 10,000 results whatever
 * the paging says.
 */
const MAX_OFFSET = 10_000
const MAX_GROUPS = 5
const MAX_FILTERS_IN_GROUP = 6
const MAX_FILTERS = 18
const MAX_BODY = 3_000

type Filter = {
  propertyName: string
  operator: string
  value: string
  values: string[]
  kind: string
  /** The bounds in the form in which values are compared, worked out once and not per record. */
  low: string | number
  high: string | number
}
type Hit = { record: CrmRecord; seen: Snapshot }

export function searchRecords(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  const { body } = request
  if (request.raw.length > MAX_BODY)
    throw invalid(`Search request is too long: ${request.raw.length} characters, the maximum is ${MAX_BODY}`)
  const limit = numberIn(body["limit"], 10)
  if (!Number.isInteger(limit) || limit < 0 || limit > 200) throw invalid("limit must be between 0 and 200")
  const offset = numberIn(body["after"] === "" ? undefined : body["after"], 0)
  if (!Number.isInteger(offset) || offset < 0) throw invalid("after must be an integer")
  // The exact wording for the real API is not established; the status and category are.
  if (offset + limit > MAX_OFFSET) throw invalid(`Paging past ${MAX_OFFSET} results is not supported: offset ${offset}, limit ${limit}`)
  const groups = filterGroups(portal, type, body)
  settleIndex(portal)
  const query = textOf(body["query"])
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
  const hits: Hit[] = []
  for (const record of portal.tables[type].records.values()) {
    const seen = record.indexed
    if (!seen || seen.archived) continue
    if (groups.length > 0 && !groups.some((filters) => filters.every((filter) => matches(portal, record, seen, filter)))) continue
    if (query.every((word) => textFound(seen, word))) hits.push({ record, seen })
  }
  sortHits(portal, type, hits, body["sorts"])
  const wanted = stringList(body["properties"])
  const names = wanted.length > 0 ? wanted : TYPE_FACTS[type].defaults
  const page = hits.slice(offset, offset + limit)
  const next = offset + limit < hits.length ? { paging: { next: { after: String(offset + limit) } } } : {}
  return ok({
    total: hits.length,
    results: page.map(({ record, seen }) => viewSnapshot(portal, record, seen.values, seen.updatedAt, names)),
    ...next,
  })
}

const numberIn = (raw: unknown, fallback: number): number => (raw === undefined || raw === null ? fallback : Number(raw))

function filterGroups(portal: Portal, type: ObjectType, body: Record<string, unknown>): Filter[][] {
  const raw = Array.isArray(body["filterGroups"])
    ? (body["filterGroups"] as Record<string, unknown>[]).map((group) => group["filters"])
    : []
  if (Array.isArray(body["filters"]) && body["filters"].length > 0) raw.push(body["filters"])
  const groups = raw.map((filters) =>
    (Array.isArray(filters) ? filters : []).map((filter: Record<string, unknown>) => filterOf(portal, type, filter)),
  )
  if (groups.length > MAX_GROUPS) throw invalid(`Too many filterGroups: ${groups.length}, the maximum is ${MAX_GROUPS}`)
  if (groups.some((filters) => filters.length > MAX_FILTERS_IN_GROUP))
    throw invalid(`Too many filters in a group, the maximum is ${MAX_FILTERS_IN_GROUP}`)
  if (groups.flat().length > MAX_FILTERS) throw invalid(`Too many filters, the maximum is ${MAX_FILTERS}`)
  return groups
}

const OPERATORS = new Set([
  "EQ",
  "NEQ",
  "LT",
  "LTE",
  "GT",
  "GTE",
  "BETWEEN",
  "IN",
  "NOT_IN",
  "HAS_PROPERTY",
  "NOT_HAS_PROPERTY",
  "CONTAINS_TOKEN",
  "NOT_CONTAINS_TOKEN",
])

function filterOf(portal: Portal, type: ObjectType, raw: Record<string, unknown>): Filter {
  const propertyName = textOf(raw["propertyName"])
  const kind = portal.tables[type].properties.get(propertyName)?.type ?? "string"
  const value = textOf(raw["value"])
  const filter: Filter = {
    propertyName,
    operator: textOf(raw["operator"]),
    value,
    values: stringList(raw["values"]),
    kind,
    low: comparable(kind, value),
    high: comparable(kind, textOf(raw["highValue"])),
  }
  if (!OPERATORS.has(filter.operator)) throw invalid(`Invalid operator: ${filter.operator}`)
  const isKnown = filter.propertyName.startsWith("associations.") || portal.tables[type].properties.has(filter.propertyName)
  if (!isKnown) throw invalid(`There was a problem with the request: property ${filter.propertyName} does not exist`)
  return filter
}

function matches(portal: Portal, record: CrmRecord, seen: Snapshot, filter: Filter): boolean {
  if (filter.propertyName.startsWith("associations.")) return isLinked(portal, record, filter)
  const { kind, low: other } = filter
  const held = seen.values[filter.propertyName]
  if (filter.operator === "HAS_PROPERTY") return held !== undefined
  if (filter.operator === "NOT_HAS_PROPERTY") return held === undefined
  // What is empty differs from every value.
  if (held === undefined) return filter.operator === "NEQ" || filter.operator === "NOT_IN" || filter.operator === "NOT_CONTAINS_TOKEN"
  const own = comparable(kind, held)
  switch (filter.operator) {
    case "EQ":
      return own === other
    case "NEQ":
      return own !== other
    case "LT":
      return own < other
    case "LTE":
      return own <= other
    case "GT":
      return own > other
    case "GTE":
      return own >= other
    case "BETWEEN":
      return own >= other && own <= filter.high
    case "IN":
      return filter.values.some((value) => isIn(kind, own, value))
    case "NOT_IN":
      return !filter.values.some((value) => isIn(kind, own, value))
    case "CONTAINS_TOKEN":
      return hasToken(held, filter.value)
    default:
      return !hasToken(held, filter.value)
  }
}

/** Texts of a list are compared as given: the caller must send them in lower case. */
const isIn = (kind: string, own: string | number, value: string): boolean =>
  kind === "string" ? own === value : own === comparable(kind, value)

function comparable(kind: string, value: string): string | number {
  if (kind === "number") return Number(value)
  if (kind === "datetime" || kind === "date") return moment(value).slice(0, kind === "date" ? 10 : 24)
  return kind === "enumeration" ? value : value.toLowerCase()
}

/** Moments are kept as ISO texts of one length, which sort as they are. */
function moment(value: string): string {
  if (value.length === 24 && value.endsWith("Z")) return value
  const at = /^-?\d{1,14}$/.test(value) ? Number(value) : Date.parse(value)
  return Number.isNaN(at) ? value : new Date(at).toISOString()
}

function hasToken(held: string, pattern: string): boolean {
  const expression = pattern
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*")
  const whole = new RegExp(`^${expression}$`)
  const text = held.toLowerCase()
  return whole.test(text) || text.split(/[\s@.,;:/+()-]+/).some((token) => whole.test(token))
}

function isLinked(portal: Portal, record: CrmRecord, filter: Filter): boolean {
  const name = filter.propertyName.slice("associations.".length)
  const type = objectTypeNamed(name)
  if (!type) return false
  const ids = liveLinks(portal, record.id, type).map(([id]) => id)
  return filter.operator === "IN" ? filter.values.some((id) => ids.includes(id)) : ids.includes(filter.value)
}

const QUERY_PROPERTIES = [
  "firstname",
  "lastname",
  "email",
  "hs_additional_emails",
  "phone",
  "mobilephone",
  "company",
  "dealname",
  "hs_searchable_calculated_phone_number",
]

const textFound = (seen: Snapshot, word: string): boolean =>
  QUERY_PROPERTIES.some((name) => (seen.values[name] ?? "").toLowerCase().includes(word)) || seen.values["hs_object_id"] === word

type Sort = { name: string; isDescending: boolean }

/** `name`, `-name`, or an object; only one is allowed. Without one, the oldest record comes first. */
function sortOf(raw: unknown): Sort | null {
  const given: unknown[] = Array.isArray(raw) ? raw : []
  if (given.length > 1) throw invalid("Only one sort is allowed")
  const [one] = given
  if (typeof one === "string" && one !== "") return { name: one.replace(/^-/, ""), isDescending: one.startsWith("-") }
  if (typeof one !== "object" || one === null) return null
  const sort = one as Record<string, unknown>
  return { name: textOf(sort["propertyName"]), isDescending: sort["direction"] === "DESCENDING" }
}

function sortHits(portal: Portal, type: ObjectType, hits: Hit[], raw: unknown): void {
  const sort = sortOf(raw)
  if (!sort) return
  const kind = portal.tables[type].properties.get(sort.name)?.type ?? "string"
  const keyed = hits.map((hit) => ({
    hit,
    key: hit.seen.values[sort.name] === undefined ? null : comparable(kind, hit.seen.values[sort.name] ?? ""),
  }))
  const direction = sort.isDescending ? -1 : 1
  keyed.sort((a, b) => {
    if (a.key === b.key) return Number(a.hit.record.id) - Number(b.hit.record.id)
    if (a.key === null) return 1
    if (b.key === null) return -1
    return a.key < b.key ? -direction : direction
  })
  for (const [index, one] of keyed.entries()) hits[index] = one.hit
}
