import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Stored } from "@/e2e/simulators/shared/store"
import { addField, addPipeline, bodyOf, fieldsOf, timeOf, type Company, type Entity, type Field } from "./company"
import type { Webhooks } from "./webhooks"
import { invalid, PipedriveProblem, save } from "./write"

/** Two dialects on one host: v2 with cursors and strict types, v1 for what v2 does not have. */
type Request = { method: string; path: string[]; query: URLSearchParams; body: Record<string, unknown> }

const PAGE_MAX = 500
const FIELDS_MAX = 15
const ENTITIES: Record<string, Entity> = { persons: "person", deals: "deal" }
const FIELD_LISTS: Record<string, Entity> = { personFields: "person", dealFields: "deal" }

const ok = (data: unknown, additional_data: unknown = null): SimAnswer => ({ status: 200, body: { success: true, data, additional_data } })
const gone = (): PipedriveProblem => new PipedriveProblem(404, "Not found", "ERR_NOT_FOUND")
const named = ({ id, values }: Stored) => ({ id: Number(id), ...values })

export function answerApi(company: Company, webhooks: Webhooks, { method, url, raw }: SimCall): SimAnswer {
  const [, , version = "", ...path] = url.pathname.split("/").map(decodeURIComponent)
  const request = { method, path, query: url.searchParams, body: raw === "" ? {} : (JSON.parse(raw) as Record<string, unknown>) }
  return version === "v1" ? answerOld(company, webhooks, request) : answerNew(company, request)
}

function answerNew(company: Company, request: Request): SimAnswer {
  const { path, method, body, query } = request
  const [area = ""] = path
  const isMade = method === "POST"
  const [entity, fields] = [ENTITIES[area], FIELD_LISTS[area]]
  if (entity !== undefined) return records(company, entity, request)
  if (fields !== undefined)
    return ok(
      isMade ? addField(company, fields, body as Field) : fieldsOf(company, fields).map(({ isRequired: _isRequired, ...known }) => known),
    )
  const { store, user } = company
  if (area === "pipelines") return ok(isMade ? named(addPipeline(company, String(body["name"]))) : store.list("pipeline").map(named))
  if (area === "stages" && isMade) return ok(named(store.create("stage", body, user.integration)))
  if (area === "stages") return ok(stagesOf(company, Number(query.get("pipeline_id"))).map(named))
  if (area === "activities") return entries(company, "activity", request)
  throw gone()
}

export const stagesOf = ({ store }: Company, pipelineId: unknown): Stored[] =>
  store.list("stage").filter(({ values }) => values["pipeline_id"] === pipelineId)

function answerOld(company: Company, webhooks: Webhooks, request: Request): SimAnswer {
  const { path, method, body } = request
  const [area = "", id = "", act] = path
  const { store, user } = company
  if (area === "users")
    return ok(
      id === "me"
        ? store
            .list("user")
            .filter((one) => one.id === user.integration)
            .map(named)[0]
        : store.list("user").map(named),
    )
  if (area === "notes") return entries(company, "note", request)
  if (area === "webhooks") return ok(method === "POST" ? webhooks.add(body) : webhooks.list())
  const entity = ENTITIES[area]
  if (entity === undefined || act !== "merge" || method !== "PUT") throw gone()
  const [other, kept] = [store.find(entity, id), store.find(entity, String(body["merge_with_id"]))]
  if (!other || !kept) throw gone()
  mergeRecords(company, kept, other, user.integration)
  return ok(bodyOf(company, kept))
}

/** The one that is named in the body stays; what the other had moves over. */
export function mergeRecords({ store }: Company, kept: Stored, other: Stored, by: string): void {
  for (const type of ["deal", "note", "activity"])
    for (const record of store.list(type))
      if (record.values["person_id"] === Number(other.id)) store.change(record, { person_id: Number(kept.id) }, by)
  store.merge(kept, other, [], by)
}

function records(company: Company, entity: Entity, { path, method, body, query }: Request): SimAnswer {
  const [, id] = path
  if (id === "search") return search(company, entity, query)
  if (id === undefined && method === "GET") return list(company, entity, query)
  const record = id === undefined ? undefined : company.store.find(entity, id)
  if (id !== undefined && !record) throw gone()
  if (method === "GET" && record) return ok(bodyOf(company, record))
  if (company.faults.take(["lock"])) throw new PipedriveProblem(409, "The record is being changed", "ERR_CONFLICT")
  return ok(bodyOf(company, save(company, entity, record, body, company.user.integration)))
}

function list(company: Company, entity: Entity, query: URLSearchParams): SimAnswer {
  const limit = Number(query.get("limit") ?? 100)
  if (limit > PAGE_MAX) throw invalid("limit: Parameter 'limit' is at most 500")
  if ((query.get("custom_fields")?.split(",").length ?? 0) > FIELDS_MAX) throw invalid("custom_fields: at most 15 keys")
  const ids = query.get("ids")?.split(",") ?? null
  const since = Date.parse(query.get("updated_since") ?? "1970-01-01")
  const personId = query.get("person_id")
  const isByTime = query.get("sort_by") === "update_time"
  const [afterTime = -1, afterId = -1] = query.get("cursor")?.split("-").map(Number) ?? []
  const timeIn = ({ updatedAt }: Stored): number => (isByTime ? updatedAt : 0)
  const found = (query.get("status") === "deleted" ? company.store.deleted(entity) : company.store.list(entity))
    .filter(({ id, updatedAt }) => (ids?.includes(id) ?? true) && updatedAt >= since)
    .filter(({ values }) => personId === null || values["person_id"] === Number(personId))
    .filter((record) => timeIn(record) > afterTime || (timeIn(record) === afterTime && Number(record.id) > afterId))
    .toSorted((a, b) => timeIn(a) - timeIn(b) || Number(a.id) - Number(b.id))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return ok(
    page.map((record) => bodyOf(company, record)),
    { next_cursor: last && found.length > limit ? `${timeIn(last)}-${last.id}` : null },
  )
}

/** New records hide for a while, and what is found does not say in which field. */
function search(company: Company, entity: Entity, query: URLSearchParams): SimAnswer {
  const term = (query.get("term") ?? "").toLowerCase()
  if (term.length < 2) throw invalid("term: Parameter 'term' has at least 2 characters")
  const kinds = (query.get("fields") ?? "").split(",")
  const isExact = query.get("exact_match") === "true"
  const visibleUntil = company.clock.now() - company.settings.searchLagSeconds * 1000
  const listed = (value: unknown): string[] => (Array.isArray(value) ? value.map((one: { value: unknown }) => String(one.value)) : [])
  const custom = fieldsOf(company, entity).filter(({ is_custom_field }) => is_custom_field)
  const textsOf = ({ values }: Stored): string[] => [
    ...(kinds.includes("email") ? listed(values["emails"]) : []),
    ...(kinds.includes("phone") ? listed(values["phones"]).map((text) => text.replaceAll(/\D/g, "")) : []),
    ...(kinds.includes("custom_fields") ? custom.map(({ field_code }) => String(values[field_code] ?? "")) : []),
  ]
  const isHit = (text: string): boolean => (isExact ? text.toLowerCase() === term : text.toLowerCase().includes(term))
  const items = company.store
    .list(entity)
    .filter((record) => record.createdAt <= visibleUntil && textsOf(record).some(isHit))
    .map((record) => ({ result_score: 1, item: { id: Number(record.id), type: entity, custom_fields: textsOf(record).filter(isHit) } }))
  return ok({ items }, { next_cursor: null })
}

/** Notes of v1 and activities of v2. */
function entries({ store, user }: Company, type: "note" | "activity", { method, query, body }: Request): SimAnswer {
  const entryOf = (record: Stored) => ({ ...named(record), add_time: timeOf(record.createdAt) })
  if (method !== "POST")
    return ok(
      store
        .list(type)
        .filter(({ values }) => values["person_id"] === Number(query.get("person_id")))
        .map(entryOf),
    )
  if ("person_id" in body && type === "activity") throw invalid("person_id: Parameter 'person_id' is read-only")
  const [participant] = (body["participants"] ?? []) as { person_id: number }[]
  return ok(entryOf(store.create(type, { ...body, ...(participant ? { person_id: participant.person_id } : {}) }, user.integration)))
}
