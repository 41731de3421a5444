import { link, planLinks, type PlannedLink } from "./associations"
import { inputsOf, noContent, stringList, type SimAnswer, type SimRequest } from "./http"
import { TYPE_FACTS, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import { findRecord, type CrmRecord, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem, invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import {
  applyPlan,
  archiveRecord,
  findByUnique,
  idOf,
  planWrite,
  propertiesOf,
  type Claims,
  type Plan,
} from "@/e2e/simulators/hubspot/account/records"
import { batchBody } from "./requests"
import { viewRecord, viewWritten } from "@/e2e/simulators/hubspot/account/views"

/**
 * Up to a hundred records at once. Without a trace id on every row a batch is all or nothing; with them, the good rows are
 * stored and the bad ones come back as errors that name their row.
 */
const MAX_INPUTS = 100

export function batchRoutes(portal: Portal, request: SimRequest, type: ObjectType, action: string): SimAnswer {
  switch (action) {
    case "read":
      return readBatch(portal, request, type)
    case "create":
      return createBatch(portal, request, type)
    case "update":
      return updateBatch(portal, request, type)
    case "upsert":
      return upsertBatch(portal, request, type)
    case "archive":
      for (const input of inputsOf(request.body, MAX_INPUTS)) {
        const record = findRecord(portal, type, idOf(input["id"]))
        if (record) archiveRecord(portal, record, request.author)
      }
      return noContent()
    default:
      throw notFound()
  }
}

const missingError = (type: ObjectType, ids: readonly string[]) => ({
  status: "error",
  category: "OBJECT_NOT_FOUND",
  message: `Could not get some ${TYPE_FACTS[type].singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
  context: { ids },
  errors: [],
  links: {},
})

function readBatch(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  const inputs = inputsOf(request.body, MAX_INPUTS)
  const history = stringList(request.body["propertiesWithHistory"])
  if (history.length > 0 && inputs.length > 50)
    throw invalid(
      "The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again",
    )
  const idProperty = textOr(request.body["idProperty"])
  const archived = request.query.get("archived") === "true"
  const properties = stringList(request.body["properties"])
  const shape = { properties: properties.length > 0 ? properties : undefined, history: history.length > 0 ? history : undefined }
  const missing: string[] = []
  const found = new Map<string, CrmRecord>()
  for (const input of inputs) {
    const id = idOf(input["id"])
    const record = idProperty ? findByUnique(portal, type, idProperty, id) : findRecord(portal, type, id, { archived })
    if (record) found.set(record.id, record)
    else missing.push(id)
  }
  // Results come in the order of ids, not of the request.
  const records = [...found.values()].sort((a, b) => Number(a.id) - Number(b.id))
  const results = records.map((record) => viewRecord(portal, record, shape))
  return {
    status: missing.length > 0 ? 207 : 200,
    body: batchBody(portal, results, missing.length > 0 ? [missingError(type, missing)] : []),
  }
}

const textOr = (raw: unknown): string | undefined => (typeof raw === "string" && raw !== "" ? raw : undefined)

type Row = { traceId: string | undefined; names: string[]; plan: () => { plan: Plan; links: PlannedLink[] } }
type Done = { record: CrmRecord; isNew: boolean; row: Row }

function hasTraces(rows: readonly Row[]): boolean {
  const ids = new Set(rows.map((row) => row.traceId))
  return rows.length > 0 && !ids.has(undefined) && ids.size === rows.length
}

/** Plans every row; the first problem refuses the whole batch, unless every row can be told apart. */
function writeRows(portal: Portal, request: SimRequest, rows: readonly Row[], mayBePartial: boolean): { done: Done[]; errors: unknown[] } {
  const isPartial = mayBePartial && hasTraces(rows)
  const errors: unknown[] = []
  const ready: { row: Row; plan: Plan; links: PlannedLink[] }[] = []
  for (const row of rows) {
    try {
      ready.push({ row, ...row.plan() })
    } catch (problem) {
      if (!isPartial || !(problem instanceof ApiProblem)) throw problem
      const { message, category = "VALIDATION_ERROR", errors: details = [] } = problem.body
      errors.push({ status: "error", category, message, context: { objectWriteTraceId: [row.traceId] }, errors: details, links: {} })
    }
  }
  const done = ready.map(({ row, plan, links }) => {
    const record = applyPlan(portal, plan)
    for (const one of links) link(portal, record, one.to, one.typeIds, request.author)
    return { record, isNew: plan.record === null, row }
  })
  return { done, errors }
}

const viewDone = (portal: Portal, { record, row }: Done): Record<string, unknown> => ({
  ...viewWritten(portal, record, row.names),
  ...(row.traceId === undefined ? {} : { objectWriteTraceId: row.traceId }),
})

function rowOf(input: Record<string, unknown>): { traceId: string | undefined; properties: Record<string, unknown>; names: string[] } {
  const properties = propertiesOf(input["properties"])
  return { traceId: textOr(input["objectWriteTraceId"]), properties, names: Object.keys(properties) }
}

function createBatch(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  const claims: Claims = new Map()
  const rows = inputsOf(request.body, MAX_INPUTS).map((input): Row => {
    const { traceId, properties, names } = rowOf(input)
    const plan = () => ({
      links: planLinks(portal, type, input["associations"]),
      plan: planWrite(portal, type, null, { properties, author: request.author, version: request.version }, claims),
    })
    return { traceId, names, plan }
  })
  const { done, errors } = writeRows(portal, request, rows, true)
  return {
    status: errors.length > 0 ? 207 : 201,
    body: batchBody(
      portal,
      done.map((one) => viewDone(portal, one)),
      errors,
    ),
  }
}

const nonUnique = (portal: Portal, type: ObjectType, property: string): ApiProblem =>
  invalid(
    `Unable to perform update/upsert by non-unique ${TYPE_FACTS[type].typeId} property ${property} in portal ID ${portal.settings.portalId}`,
  )

function refuseNonUnique(portal: Portal, type: ObjectType, idProperty: string, allowsEmail: boolean): void {
  const isUnique = portal.tables[type].properties.get(idProperty)?.hasUniqueValue === true
  if (!isUnique || (idProperty === "email" && !allowsEmail)) throw nonUnique(portal, type, idProperty)
}

function updateBatch(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  const claims: Claims = new Map()
  const missing: string[] = []
  const rows: Row[] = []
  for (const input of inputsOf(request.body, MAX_INPUTS)) {
    const { traceId, properties, names } = rowOf(input)
    const id = idOf(input["id"])
    const idProperty = textOr(input["idProperty"])
    if (idProperty) refuseNonUnique(portal, type, idProperty, false)
    // An id that was merged away is passed over without a word.
    if (!idProperty && portal.merged.has(id)) continue
    const record = idProperty ? findByUnique(portal, type, idProperty, id) : findRecord(portal, type, id)
    if (!record) {
      missing.push(id)
      continue
    }
    const plan = () => ({
      links: [],
      plan: planWrite(portal, type, record, { properties, author: request.author, version: request.version }, claims),
    })
    rows.push({ traceId, names, plan })
  }
  const { done, errors } = writeRows(portal, request, rows, true)
  if (missing.length > 0) errors.push(missingError(type, missing))
  return {
    status: errors.length > 0 ? 207 : 200,
    body: batchBody(
      portal,
      done.map((one) => viewDone(portal, one)),
      errors,
    ),
  }
}

function upsertBatch(portal: Portal, request: SimRequest, type: ObjectType): SimAnswer {
  const inputs = inputsOf(request.body, MAX_INPUTS)
  const claims: Claims = new Map()
  const seen = new Set<string>()
  const rows = inputs.map((input): Row => {
    const { traceId, properties, names } = rowOf(input)
    const idProperty = textOr(input["idProperty"])
    if (!idProperty) throw invalid("idProperty is required for every input of an upsert")
    refuseNonUnique(portal, type, idProperty, true)
    const id = idProperty === "email" ? idOf(input["id"]).toLowerCase() : idOf(input["id"])
    const record = findByUnique(portal, type, idProperty, id) ?? null
    const target = record?.id ?? `${idProperty}:${id}`
    if (seen.has(target)) throw invalid(`Duplicate IDs found in batch input: [${id}]. IDs must be unique`)
    seen.add(target)
    const all = record ? properties : { [idProperty]: id, ...properties }
    const plan = () => ({
      links: [],
      plan: planWrite(portal, type, record, { properties: all, author: request.author, version: request.version }, claims),
    })
    return { traceId, names: [...new Set([idProperty, ...names])], plan }
  })
  const byEmail = inputs.some((input) => input["idProperty"] === "email")
  const { done, errors } = writeRows(portal, request, rows, !byEmail)
  const results = done.map((one) => ({ ...viewDone(portal, one), new: one.isNew }))
  return { status: errors.length > 0 ? 207 : 200, body: batchBody(portal, results, errors) }
}
