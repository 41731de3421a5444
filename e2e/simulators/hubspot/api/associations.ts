import { created, inputsOf, noContent, ok, type SimAnswer, type SimRequest } from "./http"
import { associationTypesBetween, TYPE_FACTS, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import { findRecord, liveLinks, type Author, type CrmRecord, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem, invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import { idOf } from "@/e2e/simulators/hubspot/account/records"
import { batchBody, typeNamed } from "./requests"

/** Links between records. A link is stored from both sides, each under its own type id, and announced twice. */
type Spec = { associationCategory: string; associationTypeId: number }

const specsOf = (raw: unknown): Spec[] =>
  (Array.isArray(raw) ? raw : []).map((item: Record<string, unknown>) => ({
    associationCategory: String(item["associationCategory"] ?? ""),
    associationTypeId: Number(item["associationTypeId"]),
  }))

/** Throws when a type id does not belong to this direction. */
function checkSpecs(from: ObjectType, to: ObjectType, specs: readonly Spec[]): void {
  if (specs.length === 0) throw invalid("At least one association type is required")
  const known = associationTypesBetween(from, to)
  const wrong = specs.find(
    (spec) => spec.associationCategory !== "HUBSPOT_DEFINED" || !known.some((type) => type.typeId === spec.associationTypeId),
  )
  if (wrong)
    throw invalid(
      `Association type ${wrong.associationTypeId} (${wrong.associationCategory}) doesn't exist between ${TYPE_FACTS[from].typeId} and ${TYPE_FACTS[to].typeId}`,
    )
}

function linksOf(portal: Portal, id: string, type: ObjectType): Map<string, Set<number>> {
  const byType = portal.associations.get(id) ?? new Map<ObjectType, Map<string, Set<number>>>()
  portal.associations.set(id, byType)
  const links = byType.get(type) ?? new Map<string, Set<number>>()
  byType.set(type, links)
  return links
}

export function link(portal: Portal, from: CrmRecord, to: CrmRecord, typeIds: readonly number[], by: Author): void {
  const types = associationTypesBetween(from.type, to.type).filter((known) => typeIds.includes(known.typeId))
  const isNew = !linksOf(portal, from.id, to.type).has(to.id)
  linksOf(portal, from.id, to.type).set(to.id, new Set(types.map((type) => type.typeId)))
  linksOf(portal, to.id, from.type).set(from.id, new Set(types.map((type) => type.inverse)))
  if (isNew) announce(portal, from, to, types[0]?.typeId ?? 0, types[0]?.inverse ?? 0, false, by)
}

export function unlink(portal: Portal, from: CrmRecord, to: CrmRecord, by: Author): void {
  if (!linksOf(portal, from.id, to.type).delete(to.id)) return
  linksOf(portal, to.id, from.type).delete(from.id)
  const type = associationTypesBetween(from.type, to.type)[0]
  announce(portal, from, to, type?.typeId ?? 0, type?.inverse ?? 0, true, by)
}

function announce(portal: Portal, from: CrmRecord, to: CrmRecord, typeId: number, inverse: number, removed: boolean, by: Author): void {
  const sides: [CrmRecord, CrmRecord, number][] = [
    [from, to, typeId],
    [to, from, inverse],
  ]
  for (const [one, other, associationTypeId] of sides)
    portal.emit({
      kind: "associationChange",
      type: one.type,
      objectId: one.id,
      at: portal.clock.now(),
      by,
      details: {
        associationType: `${TYPE_FACTS[one.type].singular}_TO_${TYPE_FACTS[other.type].singular}`.toUpperCase(),
        associationTypeId,
        fromObjectId: Number(one.id),
        toObjectId: Number(other.id),
        associationRemoved: removed,
        isPrimaryAssociation: false,
      },
    })
}

export type PlannedLink = { to: CrmRecord; typeIds: number[] }

/** The `associations` of a create; everything is checked before anything is stored. */
export const planLinks = (portal: Portal, from: ObjectType, raw: unknown): PlannedLink[] =>
  (Array.isArray(raw) ? raw : []).map((item: Record<string, unknown>) => {
    const id = idOf((item["to"] as Record<string, unknown> | undefined)?.["id"])
    const specs = specsOf(item["types"])
    const to = findAnyRecord(portal, id)
    if (!to) throw invalid(`Could not associate with object ${id}: it does not exist`)
    checkSpecs(from, to.type, specs)
    return { to, typeIds: specs.map((spec) => spec.associationTypeId) }
  })

function findAnyRecord(portal: Portal, id: string): CrmRecord | undefined {
  for (const type of Object.keys(portal.tables) as ObjectType[]) {
    const record = findRecord(portal, type, id)
    if (record) return record
  }
  return undefined
}

function mustFind(portal: Portal, type: ObjectType, id: string): CrmRecord {
  const record = findRecord(portal, type, id)
  if (!record) throw notFound()
  return record
}

const linkList = (portal: Portal, record: CrmRecord, to: ObjectType) =>
  liveLinks(portal, record.id, to)
    .map(([id, types]) => ({ id: Number(id), types }))
    .sort((a, b) => a.id - b.id)
    .map(({ id, types }) => ({
      // A number, whatever the specification says.
      toObjectId: id,
      associationTypes: [...types].map((typeId) => ({ category: "HUBSPOT_DEFINED", typeId, label: null })),
    }))

/** `/objects/{type}/{id}/associations/[default/]{toType}[/{toId}]` */
export function objectAssociations(portal: Portal, request: SimRequest, from: ObjectType, id: string, rest: readonly string[]): SimAnswer {
  const isDefault = rest[0] === "default"
  const [toName = "", toId] = isDefault ? rest.slice(1) : rest
  const to = typeNamed(toName)
  if (request.method === "GET" && toId === undefined) {
    const limit = Math.min(500, Number(request.query.get("limit") ?? 500) || 500)
    const after = Number(request.query.get("after") ?? 0)
    const links = linkList(portal, mustFind(portal, from, id), to).filter((one) => one.toObjectId > after)
    const page = links.slice(0, limit)
    return ok({ results: page, ...(links.length > limit ? { paging: { next: { after: String(page.at(-1)?.toObjectId) } } } : {}) })
  }
  if (toId === undefined) throw new ApiProblem(405, { message: "method not allowed" })
  const one = mustFind(portal, from, id)
  const other = mustFind(portal, to, toId)
  if (request.method === "DELETE") {
    unlink(portal, one, other, request.author)
    return noContent()
  }
  if (request.method !== "PUT") throw new ApiProblem(405, { message: "method not allowed" })
  const specs = isDefault ? defaultSpecs(from, to) : specsOf(JSON.parse(request.raw || "[]"))
  checkSpecs(from, to, specs)
  link(
    portal,
    one,
    other,
    specs.map((spec) => spec.associationTypeId),
    request.author,
  )
  return isDefault ? ok(batchBody(portal, [defaultView(one, other), defaultView(other, one)])) : created(pairView(one, other))
}

const defaultSpecs = (from: ObjectType, to: ObjectType): Spec[] =>
  associationTypesBetween(from, to)
    .slice(0, 1)
    .map((type) => ({ associationCategory: "HUBSPOT_DEFINED", associationTypeId: type.typeId }))

const pairView = (one: CrmRecord, other: CrmRecord) => ({
  fromObjectTypeId: TYPE_FACTS[one.type].typeId,
  fromObjectId: Number(one.id),
  toObjectTypeId: TYPE_FACTS[other.type].typeId,
  toObjectId: Number(other.id),
  labels: [],
})

const defaultView = (one: CrmRecord, other: CrmRecord) => ({
  from: { id: one.id },
  to: { id: other.id },
  associationSpec: {
    associationCategory: "HUBSPOT_DEFINED",
    associationTypeId: associationTypesBetween(one.type, other.type)[0]?.typeId ?? 0,
  },
})

/** `/associations/{from}/{to}/batch/…` and `/associations/{from}/{to}/labels` */
export function associationRoutes(portal: Portal, request: SimRequest): SimAnswer {
  const [fromName = "", toName = "", ...rest] = request.path
  const from = typeNamed(fromName)
  const to = typeNamed(toName)
  const action = rest.join("/")
  if (action === "labels" && request.method === "GET")
    return ok({ results: associationTypesBetween(from, to).map(({ typeId, label }) => ({ category: "HUBSPOT_DEFINED", typeId, label })) })
  if (request.method !== "POST") throw notFound()
  switch (action) {
    case "batch/read":
      return readMany(portal, request, from, to)
    case "batch/create":
    case "batch/associate/default":
      return linkMany(portal, request, from, to, action === "batch/associate/default")
    case "batch/archive":
    case "batch/labels/archive":
      return unlinkMany(portal, request, from, to)
    default:
      throw notFound()
  }
}

function readMany(portal: Portal, request: SimRequest, from: ObjectType, to: ObjectType): SimAnswer {
  const missing: string[] = []
  const results: unknown[] = []
  for (const input of inputsOf(request.body, 1000)) {
    const id = idOf(input["id"])
    const record = findRecord(portal, from, id)
    const links = record ? linkList(portal, record, to) : []
    if (links.length === 0) missing.push(id)
    else results.push({ from: { id }, to: links })
  }
  const errors = missing.map((id) => ({
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: `No ${TYPE_FACTS[to].singular} is associated with ${TYPE_FACTS[from].singular} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [TYPE_FACTS[from].typeId], toObjectType: [TYPE_FACTS[to].typeId] },
    errors: [],
    links: {},
  }))
  return { status: errors.length > 0 ? 207 : 200, body: batchBody(portal, results, errors) }
}

function linkMany(portal: Portal, request: SimRequest, from: ObjectType, to: ObjectType, isDefault: boolean): SimAnswer {
  const planned = inputsOf(request.body, 2000).map((input) => {
    const one = mustFind(portal, from, idOf((input["from"] as Record<string, unknown> | undefined)?.["id"]))
    const other = mustFind(portal, to, idOf((input["to"] as Record<string, unknown> | undefined)?.["id"]))
    const specs = isDefault ? defaultSpecs(from, to) : specsOf(input["types"])
    checkSpecs(from, to, specs)
    return { one, other, specs }
  })
  for (const { one, other, specs } of planned)
    link(
      portal,
      one,
      other,
      specs.map((spec) => spec.associationTypeId),
      request.author,
    )
  return isDefault
    ? ok(
        batchBody(
          portal,
          planned.flatMap(({ one, other }) => [defaultView(one, other), defaultView(other, one)]),
        ),
      )
    : created(
        batchBody(
          portal,
          planned.map(({ one, other }) => pairView(one, other)),
        ),
      )
}

function unlinkMany(portal: Portal, request: SimRequest, from: ObjectType, to: ObjectType): SimAnswer {
  for (const input of inputsOf(request.body, 2000)) {
    const one = findRecord(portal, from, idOf((input["from"] as Record<string, unknown> | undefined)?.["id"]))
    for (const target of Array.isArray(input["to"]) ? input["to"] : [input["to"]]) {
      const other = findRecord(portal, to, idOf((target as Record<string, unknown> | undefined)?.["id"]))
      if (one && other) unlink(portal, one, other, request.author)
    }
  }
  return noContent()
}
