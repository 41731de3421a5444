import { link, objectAssociations, planLinks } from "./associations"
import { batchRoutes } from "./batch"
import { created, limitParameter, listParameter, noContent, ok, type SimAnswer, type SimRequest } from "./http"
import { mergeRecords } from "@/e2e/simulators/hubspot/account/merge"
import { isActivity, objectTypeNamed, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import { findRecord, type CrmRecord, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem, invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import {
  applyPlan,
  archiveRecord,
  findByUnique,
  idOf,
  planWrite,
  propertiesOf,
  purgeRecord,
} from "@/e2e/simulators/hubspot/account/records"
import { typeNamed } from "./requests"
import { searchRecords } from "./search"
import { viewRecord, viewWritten } from "@/e2e/simulators/hubspot/account/views"

/** `/objects/{type}…`: one record at a time, and the doors to batches, search, merges and associations. */
const MAX_URL = 16_000

export function objectRoutes(portal: Portal, request: SimRequest): SimAnswer {
  const [typeName = "", id, action, ...rest] = request.path
  const type = typeNamed(typeName)
  if (id === undefined) return collection(portal, request, type)
  if (action === "associations") return objectAssociations(portal, request, type, id, rest)
  if (request.method === "POST") {
    if (id === "batch" && action !== undefined) return batchRoutes(portal, request, type, action)
    if (id === "search") return searchRecords(portal, request, type)
    if (id === "merge" && !isActivity(type)) return merge(portal, request, type)
    if (id === "gdpr-delete" && type === "contacts") return eraseContact(portal, request)
  }
  if (action !== undefined) throw notFound()
  return oneRecord(portal, request, type, id)
}

function collection(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  if (request.method === "POST") return createOne(portal, request, type)
  if (request.method !== "GET") throw new ApiProblem(405, { message: "method not allowed" })
  return listRecords(portal, request, type)
}

function createOne(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  const properties = propertiesOf(request.body["properties"])
  const links = planLinks(portal, type, request.body["associations"])
  const record = applyPlan(portal, planWrite(portal, type, null, { properties, author: request.author, version: request.version }))
  for (const one of links) link(portal, record, one.to, one.typeIds, request.author)
  return created(viewWritten(portal, record, Object.keys(properties)))
}

/** Ids ascend, so the page after an id starts at the first larger one. */
function listRecords(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  refuseLongUrl(request)
  const history = listParameter(request.query, "propertiesWithHistory")
  const limit = limitParameter(request.query, 10, history ? 50 : 100)
  const archived = request.query.get("archived") === "true"
  const after = Number(request.query.get("after") ?? 0)
  if (Number.isNaN(after)) throw invalid(`after must be a cursor from a previous page`)
  const table = portal.tables[type]
  const page: CrmRecord[] = []
  let more = false
  for (let index = firstAfter(table.ids, after); index < table.ids.length; index += 1) {
    const record = table.records.get(String(table.ids[index]))
    if (!record || (record.archivedAt !== null) !== archived) continue
    if (page.length === limit) {
      more = true
      break
    }
    page.push(record)
  }
  const shape = { properties: shapeProperties(request, history), history, associations: associationParameter(request) }
  const last = page.at(-1)?.id ?? "0"
  const next = { after: last, link: `https://api.hubapi.com/crm/v3/objects/${type}?limit=${limit}&after=${last}` }
  return ok({ results: page.map((record) => viewRecord(portal, record, shape)), ...(more ? { paging: { next } } : {}) })
}

function firstAfter(ids: readonly number[], after: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? 0) <= after) low = middle + 1
    else high = middle
  }
  return low
}

function refuseLongUrl(request: SimRequest): void {
  if (request.query.toString().length > MAX_URL) throw new ApiProblem(414, { message: "URI Too Long", category: "VALIDATION_ERROR" })
}

const shapeProperties = (request: SimRequest, history: readonly string[] | undefined): string[] | undefined =>
  listParameter(request.query, "properties") ?? (history ? [] : undefined)

const associationParameter = (request: SimRequest): ObjectType[] | undefined =>
  listParameter(request.query, "associations")
    ?.map((name) => objectTypeNamed(name) ?? objectTypeNamed(`${name}s`))
    .filter((type) => type !== undefined)

/** By id through merges, or by a unique property. */
function locate(portal: Portal, type: ObjectType, id: string, idProperty: string | null, archived = false): CrmRecord | undefined {
  if (idProperty === null || idProperty === "" || idProperty === "hs_object_id") return findRecord(portal, type, id, { archived })
  const record = findByUnique(portal, type, idProperty, id)
  return record && (record.archivedAt !== null) === archived ? record : undefined
}

function oneRecord(portal: Portal, request: SimRequest, type: ObjectType, id: string): SimAnswer {
  const idProperty = request.method === "DELETE" ? null : request.query.get("idProperty")
  const archived = request.method === "GET" && request.query.get("archived") === "true"
  refuseLongUrl(request)
  const record = locate(portal, type, id, idProperty, archived)
  switch (request.method) {
    case "GET": {
      if (!record) throw notFound()
      const history = listParameter(request.query, "propertiesWithHistory")
      return ok(
        viewRecord(portal, record, { properties: shapeProperties(request, history), history, associations: associationParameter(request) }),
      )
    }
    case "PATCH": {
      if (!record) throw notFound()
      const properties = propertiesOf(request.body["properties"])
      applyPlan(portal, planWrite(portal, type, record, { properties, author: request.author, version: request.version }))
      return ok(viewWritten(portal, record, Object.keys(properties)))
    }
    case "DELETE":
      if (!record && portal.settings.deleteMissingStatus === 404) throw notFound()
      if (record) archiveRecord(portal, record, request.author)
      return noContent()
    default:
      throw new ApiProblem(405, { message: "method not allowed" })
  }
}

function merge(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  const primary = findRecord(portal, type, idOf(request.body["primaryObjectId"]))
  const other = findRecord(portal, type, idOf(request.body["objectIdToMerge"]))
  if (!primary || !other) throw notFound()
  if (primary === other) throw invalid("Cannot merge an object with itself")
  return ok(viewRecord(portal, mergeRecords(portal, primary, other, request.author)))
}

/** An address nobody has goes onto the blocklist all the same. */
function eraseContact(portal: Portal, request: SimRequest): SimAnswer {
  const id = idOf(request.body["objectId"])
  const idProperty = request.body["idProperty"] === "email" ? "email" : null
  const record = locate(portal, "contacts", id, idProperty) ?? locate(portal, "contacts", id, idProperty, true)
  if (record) purgeRecord(portal, record, request.author)
  else if (idProperty === "email") portal.blockedEmails.add(id.toLowerCase())
  else throw notFound()
  return noContent()
}
