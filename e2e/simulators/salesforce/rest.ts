import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import { changedIds } from "./changes"
import { createRows, deleteRows, mustFind, readRows, recordBody, updateRows, upsertOne, upsertRows } from "./collections"
import { createField, describe, grantAccess } from "./metadata"
import { recordsOf, visibleField, type Org, type SfRecord, type Values } from "./org"
import { problem } from "./problems"
import { byExternalId, deleteRecord, insertRecord, updateRecord, type Saving } from "./save"
import { select, valueOf } from "./soql"

/** The REST API below /services/data/v68.0. */
type Request = { call: SimCall; version: string; path: string[]; body: Record<string, unknown>; saving: Saving }
type Page = { records: SfRecord[]; fields: string[]; at: number }

const LOCATOR_LIFE_MS = 2 * 86_400_000
const none: SimAnswer = { status: 204 }

export type Rest = (request: Request) => SimAnswer

export function createRest(org: Org): Rest {
  const locators = new Map<string, Page>()
  return (request) => {
    const { call, path, body, saving } = request
    const [area, first, second, third] = path
    switch (area) {
      case undefined:
        return {
          status: 200,
          body: { identity: `${call.url.origin}/id/00DAb0000000001EAA/${org.user.integration}`, sobjects: call.url.pathname },
        }
      case "limits":
        return {
          status: 200,
          body: { DailyApiRequests: { Max: org.settings.dailyMax, Remaining: org.settings.dailyMax - org.calls.length } },
        }
      case "query":
      case "queryAll":
        return first === undefined
          ? firstPage(org, locators, request, area === "queryAll")
          : nextPage(org, locators, request.version, first)
      case "search":
        return search(org, call.url.searchParams.get("q") ?? "")
      case "tooling":
        if (second === "CustomField" && call.method === "POST") return createField(org, body)
        break
      case "composite":
        if (first === "sobjects") return collections(org, call, [second, third], body, saving)
        break
      case "sobjects":
        if (first !== undefined) return sobject(org, request, first)
        break
      default:
    }
    throw problem(404, "NOT_FOUND", "The requested resource does not exist")
  }
}

function collections(
  org: Org,
  call: SimCall,
  [type, key]: (string | undefined)[],
  body: Record<string, unknown>,
  saving: Saving,
): SimAnswer {
  const query = call.url.searchParams
  if (call.method === "DELETE") return deleteRows(org, (query.get("ids") ?? "").split(","), query.get("allOrNone") === "true", saving)
  if (call.method === "PATCH") return type && key ? upsertRows(org, type, key, body, saving) : updateRows(org, body, saving)
  return type ? readRows(org, type, body) : createRows(org, body, saving)
}

function sobject(org: Org, request: Request, type: string): SimAnswer {
  const { call, path, body, saving } = request
  const [, , second, third] = path
  if (second === "describe") return describe(org, type)
  if (second === "updated" || second === "deleted") return changedIds(org, type, second, call.url.searchParams)
  if (!org.objects.has(type)) throw problem(404, "NOT_FOUND", "The requested resource does not exist")
  if (second === undefined) {
    const record = insertRecord(org, type, body as Values, saving)
    if (type === "FieldPermissions" || type === "PermissionSetAssignment") grantAccess(org)
    return { status: 201, body: { id: record.id, success: true, errors: [] } }
  }
  if (third !== undefined) return byKey(org, request, type, second, third)
  const record = mustFind(org, type, second)
  if (call.method === "GET") return readOne(org, request, record)
  if (call.method === "DELETE") deleteRecord(org, record, saving.author)
  else updateRecord(org, record, body as Values, saving)
  return none
}

function byKey(org: Org, request: Request, type: string, key: string, value: string): SimAnswer {
  const { call, body, saving, version } = request
  const found = byExternalId(org, type, key, value)
  if (found.length > 1) return { status: 300, body: found.map(({ id }) => `/services/data/${version}/sobjects/${type}/${id}`) }
  const [record] = found
  if (call.method === "PATCH") {
    if ("Id" in body || "id" in body || key in body)
      throw problem(400, "INVALID_FIELD", `The ${key} field should not be specified in the sobject data.`)
    if (!record && call.url.searchParams.get("updateOnly") === "true")
      throw problem(404, "NOT_FOUND", "The requested resource does not exist")
    const outcome = upsertOne(org, type, key, value, body as Values, saving)
    return { status: outcome.created ? 201 : 200, body: { success: true, errors: [], ...outcome } }
  }
  if (!record) throw problem(404, "NOT_FOUND", "The requested resource does not exist")
  if (call.method === "GET") return readOne(org, request, record)
  deleteRecord(org, record, saving.author)
  return none
}

function readOne(org: Org, { call, version }: Request, record: SfRecord): SimAnswer {
  if (record.deletedAt !== null) throw problem(404, "ENTITY_IS_DELETED", "entity is deleted", [])
  const all = (org.objects.get(record.type) ?? []).flatMap(({ name }) => (visibleField(org, record.type, name) ? [name] : []))
  const fields = call.url.searchParams.get("fields")?.split(",") ?? all
  return { status: 200, body: recordBody(org, record, fields, version) }
}

function firstPage(org: Org, locators: Map<string, Page>, { call, version }: Request, withDeleted: boolean): SimAnswer {
  const { fields, isCount, records } = select(org, call.url.searchParams.get("q") ?? "", withDeleted)
  if (isCount) return { status: 200, body: { totalSize: records.length, done: true, records: [] } }
  const size = Math.min(2_000, Math.max(200, Number(/batchSize=(\d+)/i.exec(call.headers["sforce-query-options"] ?? "")?.[1] ?? 2_000)))
  const id = `01gAb${String(locators.size + 1).padStart(10, "0")}`
  locators.set(id, { records, fields, at: org.clock.now() })
  return page(org, { records, fields }, id, 0, size, version)
}

function nextPage(org: Org, locators: Map<string, Page>, version: string, token: string): SimAnswer {
  const [id = "", from = "0", size = "2000"] = token.split("-")
  const known = locators.get(id)
  if (!known || org.clock.now() - known.at > LOCATOR_LIFE_MS) throw problem(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
  return page(org, known, id, Number(from), Number(size), version)
}

function page(org: Org, { records, fields }: Omit<Page, "at">, id: string, from: number, size: number, version: string): SimAnswer {
  const to = from + size
  const done = to >= records.length
  return {
    status: 200,
    body: {
      totalSize: records.length,
      done,
      ...(done ? {} : { nextRecordsUrl: `/services/data/${version}/query/${id}-${to}-${size}` }),
      records: records.slice(from, to).map((record) => recordBody(org, record, fields, version)),
    },
  }
}

/** `FIND {123 OR 456} IN PHONE FIELDS RETURNING Contact(Id, Phone)`: numbers by their last digits, however they are written. */
function search(org: Org, sosl: string): SimAnswer {
  const [, terms = "", type = "", fields = ""] = /^FIND \{(.+?)\} IN PHONE FIELDS RETURNING (\w+)\(([^)]*)\)/i.exec(sosl) ?? []
  if (!org.objects.has(type)) throw problem(400, "MALFORMED_SEARCH", "No search term found.")
  const wanted = terms.split(/\s+OR\s+/i).map((term) => term.replaceAll(/\D/g, ""))
  const phones = (org.objects.get(type) ?? []).filter((known) => known.type === "phone").map(({ name }) => name)
  const isHit = (record: SfRecord): boolean =>
    phones.some((name) => {
      const digits = String(valueOf(org, record, name) ?? "").replaceAll(/\D/g, "")
      return digits !== "" && wanted.some((term) => digits.endsWith(term))
    })
  return {
    status: 200,
    body: {
      searchRecords: recordsOf(org, type)
        .filter(isHit)
        .map((record) =>
          recordBody(
            org,
            record,
            fields.split(",").map((name) => name.trim()),
          ),
        ),
    },
  }
}
