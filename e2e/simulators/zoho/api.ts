import { later } from "@/e2e/simulators/shared/account"
import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Stored } from "@/e2e/simulators/shared/store"
import { select } from "./coql"
import { bodyOf, fieldsOf, PIPELINE, STAGES, timeOf, type Org } from "./org"
import { ZohoProblem } from "./problems"
import { saveRecord, saveRows } from "./rows"
import type { Watch } from "./watch"

/** The API below /crm/v8. What has no result has no body. */
const NOTHING: SimAnswer = { status: 204 }
const PAGE = 200
const UNIQUE_MAX = 2
const LAYOUT = "5512000000091023"

type Request = { method: string; path: string[]; query: URLSearchParams; headers: SimCall["headers"]; body: Record<string, unknown> }

export function answerApi(org: Org, watch: Watch, call: SimCall): SimAnswer {
  const request: Request = {
    method: call.method,
    path: call.url.pathname.split("/").slice(3).map(decodeURIComponent),
    query: call.url.searchParams,
    headers: call.headers,
    body: bodyIn(call),
  }
  const [area = "", second, third] = request.path
  if (area === "coql") return coql(org, request)
  if (area === "settings") return settings(org, request)
  if (area === "users") return users(org, request)
  if (area === "actions" && second === "watch") return watch.answer(request)
  if (!org.fields.has(area)) throw new ZohoProblem(400, "INVALID_MODULE", "the module name given seems to be invalid")
  const saving = { by: org.user.integration, isApi: true }
  if (second === "upsert") return saveRows(org, area, "UPSERT", request.body, saving)
  if (second === "deleted") return deleted(org, area, request)
  if (second === "actions") return { status: 200, body: { count: org.store.list(area).length } }
  if (third === "actions") return merge(org, area, second ?? "", request)
  if (third !== undefined) return related(org, area, second ?? "", third, request)
  if (call.method === "GET") return records(org, area, request)
  return saveRows(org, area, call.method, request.body, saving)
}

function bodyIn({ raw }: SimCall): Record<string, unknown> {
  try {
    return raw === "" ? {} : (JSON.parse(raw) as Record<string, unknown>)
  } catch {
    throw new ZohoProblem(400, "INVALID_DATA", "body is not a valid JSON")
  }
}

/** What a call costs of the day's credits. */
export function creditsOf({ method, url, raw }: SimCall): number {
  const [, , , , act] = url.pathname.split("/")
  if (act === "deleted") return 2
  if (url.pathname.endsWith("/coql")) {
    const limit = Number(/limit (\d+)/i.exec(raw)?.[1] ?? PAGE)
    return limit <= 200 ? 1 : limit <= 1_000 ? 2 : 3
  }
  const rows = method === "GET" ? 0 : ((/"data":/.test(raw) ? (JSON.parse(raw) as { data?: unknown[] }).data?.length : 0) ?? 0)
  return Math.max(1, Math.ceil(rows / 10))
}

const page = (rows: readonly unknown[], more: boolean): SimAnswer =>
  rows.length === 0 ? NOTHING : { status: 200, body: { data: rows, info: { count: rows.length, more_records: more } } }

function coql(org: Org, { body }: Request): SimAnswer {
  const { records: found, columns, hasMore } = select(org, String(body["select_query"] ?? ""))
  return page(
    found.map((record) => bodyOf(org, record, columns)),
    hasMore,
  )
}

function fieldsIn({ query }: Request): string[] {
  const fields = query.get("fields")
  if (fields === null)
    throw new ZohoProblem(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", { param_name: "fields" })
  return fields.split(",")
}

function records(org: Org, module: string, request: Request): SimAnswer {
  const fields = fieldsIn(request)
  const ids = request.query.get("ids")?.split(",") ?? (request.path[1] === undefined ? null : [request.path[1]])
  const since = sinceOf(request)
  const all = org.store.list(module).filter(({ id, updatedAt }) => (ids?.includes(id) ?? true) && updatedAt >= since)
  return page(
    all.slice(0, PAGE).map((record) =>
      bodyOf(
        org,
        record,
        fields.filter((name) => isThere(org, module, name)),
      ),
    ),
    all.length > PAGE,
  )
}

const isThere = (org: Org, module: string, name: string): boolean =>
  ["Created_Time", "Modified_Time", "Modified_By"].includes(name) || fieldsOf(org, module).some(({ api_name }) => api_name === name)

function sinceOf({ headers }: Request): number {
  const since = headers["if-modified-since"]
  return since === undefined ? 0 : Date.parse(since)
}

function deleted(org: Org, module: string, request: Request): SimAnswer {
  const rows = org.store
    .deleted(module)
    .filter(({ deletedAt }) => (deletedAt ?? 0) >= sinceOf(request))
    .map(({ id, deletedAt, updatedBy }) => ({ id, type: "recycle", deleted_by: { id: updatedBy }, deleted_time: timeOf(deletedAt ?? 0) }))
  const from = (Number(request.query.get("page") ?? 1) - 1) * PAGE
  return page(rows.slice(from, from + PAGE), rows.length > from + PAGE)
}

function related(org: Org, module: string, id: string, list: string, request: Request): SimAnswer {
  const [link, target] = list === "Calls" ? ["Who_Id", "Calls"] : ["Parent_Id", "Notes"]
  if (!org.store.find(module, id)) return NOTHING
  const rows = org.store.list(target).filter(({ values, updatedAt }) => values[link] === id && updatedAt >= sinceOf(request))
  return page(
    rows.map((record) => bodyOf(org, record, fieldsIn(request))),
    false,
  )
}

/** Up to two others become one; with many related rows it is done later. */
function merge(org: Org, module: string, masterId: string, { body }: Request): SimAnswer {
  const [job] = body["merge"] as { data: { id: string }[] }[]
  const master = org.store.find(module, masterId)
  const children = (job?.data ?? []).map(({ id }) => org.store.find(module, id))
  if (!master || children.length === 0 || children.length > 2 || children.some((child) => !child))
    throw new ZohoProblem(400, "INVALID_DATA", "the id given seems to be invalid", { api_name: "id" })
  const work = (): void => children.forEach((child) => child && mergeRecords(org, master, child, org.user.integration))
  const { mergeSeconds } = org.settings
  if (mergeSeconds > 0) later(org, mergeSeconds * 1000, work)
  else work()
  const code = mergeSeconds > 0 ? "SCHEDULED" : "SUCCESS"
  return { status: 201, body: { merge: [{ status: "success", code, message: "merge", details: mergeSeconds > 0 ? { job_id: "1" } : {} }] } }
}

export const mergeRecords = (org: Org, master: Stored, child: Stored, by: string): void =>
  org.store.merge(master, child, ["Contact_Name", "Parent_Id", "Who_Id"], by)

function users(org: Org, { query }: Request): SimAnswer {
  const isOwn = query.get("type") === "CurrentUser"
  const found = org.store.list("Users").filter(({ id }) => !isOwn || id === org.user.integration)
  return { status: 200, body: { users: found.map(({ id, values }) => ({ id, ...values })) } }
}

function settings(org: Org, request: Request): SimAnswer {
  const { path, query, method, body } = request
  const type = query.get("module") ?? ""
  if (path[1] === "layouts") return { status: 200, body: { layouts: [{ id: LAYOUT, name: "Standard", status: "active" }] } }
  if (path[1] === "pipeline") {
    if (query.get("layout_id") === null)
      throw new ZohoProblem(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", { param_name: "layout_id" })
    const maps = STAGES.map(([name, forecast_type], at) => ({
      id: `551200000000${at}`,
      display_value: name,
      actual_value: name,
      sequence_number: at + 1,
      forecast_type,
    }))
    return {
      status: 200,
      body: { pipeline: [{ id: "5512000000000801", display_value: PIPELINE, actual_value: PIPELINE, default: true, maps }] },
    }
  }
  if (method === "POST") return makeFields(org, type, body)
  return {
    status: 200,
    body: {
      fields: fieldsOf(org, type).map(({ options, isFrozen, ...field }) => ({
        ...field,
        field_read_only: isFrozen,
        operation_type: { api_create: true, api_update: !field.api_name.endsWith("_Time") },
        pick_list_values: options.map((actual_value) => ({ actual_value, display_value: actual_value })),
      })),
    },
  }
}

type NewField = { field_label: string; data_type: string; length?: number; unique?: Record<string, unknown> }

/** The name that a field has in the API is the system's to choose. */
function makeFields(org: Org, module: string, body: Record<string, unknown>): SimAnswer {
  const known = org.fields.get(module) ?? []
  const rows = (body["fields"] as NewField[]).map(({ field_label, data_type, length = 255, unique = {} }) => {
    const api_name = field_label.replaceAll(/\W+/g, "_")
    if (known.some((one) => one.api_name === api_name))
      throw new ZohoProblem(400, "DUPLICATE_DATA", "duplicate data", { api_name: "field_label" })
    const isUnique = Object.keys(unique).length > 0
    if (isUnique && known.filter((one) => Object.keys(one.unique).length > 0).length >= UNIQUE_MAX)
      throw new ZohoProblem(400, "LIMIT_EXCEEDED", "limit exceeded", { limit: UNIQUE_MAX, limit_due_to: "unique" })
    known.push({ api_name, field_label, data_type, length, unique, custom_field: true, system_mandatory: false, options: [] })
    return { status: "success", code: "SUCCESS", message: "field created", details: { id: `55120000000${known.length}` } }
  })
  return { status: 201, body: { fields: rows } }
}

/** As a person with the record open would write it. */
export const saveByHand = (org: Org, module: string, record: Stored | undefined, values: Record<string, unknown>): Stored =>
  saveRecord(org, module, record, values, { at: 0, saving: { by: org.user.person, isApi: false } })
