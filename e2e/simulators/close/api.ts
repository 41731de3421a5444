import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Stored } from "@/e2e/simulators/shared/store"
import type { Events } from "./events"
import { addField, bodyOf, CloseProblem, fieldsOf, mergeLeads, partsOf, save, statusesOf, timeOf, type Kind, type Org } from "./org"
import { search } from "./search"

/** The API below /api/v1. Every path ends with a slash, and every change is a patch. */
type Request = { method: string; path: string[]; query: URLSearchParams; body: Record<string, unknown> }

const LIMIT_MAX = 200
const SKIP_MAX = 35_000
const KINDS = new Set(["lead", "contact", "opportunity"])

const ok = (body: unknown): SimAnswer => ({ status: 200, body })
const gone = (): CloseProblem => new CloseProblem(404, "Not found")

export function answerApi(org: Org, events: Events, call: SimCall): SimAnswer {
  const { pathname, searchParams: query } = call.url
  if (!pathname.endsWith("/")) throw gone()
  const path = pathname.split("/").slice(3, -1).map(decodeURIComponent)
  const request: Request = {
    method: call.method,
    path,
    query,
    body: call.raw === "" ? {} : (JSON.parse(call.raw) as Record<string, unknown>),
  }
  const [area = "", second] = path
  if (area === "lead" && second === "merge") return merge(org, request)
  if (area === "lead" && call.headers["x-http-method-override"] === "GET") return readMany(org, request)
  if (isKind(area)) return records(org, area, request)
  if (area === "data" && second === "search") return ok(search(org, request.body))
  if (area === "event") return ok(events.list(query))
  if (area === "webhook") return webhooks(events, request)
  if (area === "activity") return activities(org, second ?? "", request)
  if (area === "custom_field_schema" && isKind(second)) return ok({ fields: fieldsOf(org, second) })
  if (area === "custom_field" && isKind(second)) return ok(addField(org, second, request.body as { name: string; type: string }))
  return account(org, area, request)
}

const isKind = (area: string | undefined): area is Kind => area !== undefined && KINDS.has(area)

function account(org: Org, area: string, { method, body }: Request): SimAnswer {
  const { store, user } = org
  const named = ({ id, values }: Stored) => ({ id, ...values })
  const pipeline = (record: Stored) => ({ ...named(record), statuses: statusesOf(org, record.id).map(named) })
  if (area === "me") return ok({ id: user.integration, organizations: [{ id: "orga_1", name: "Falcon" }] })
  if (area === "user") return ok({ data: store.list("user").map(named) })
  if (area === "pipeline")
    return ok(method === "POST" ? named(store.create("pipeline", body, "")) : { data: store.list("pipeline").map(pipeline) })
  if (area === "status") return ok(named(store.create("status", body, "")))
  throw gone()
}

/** One that was deleted a moment ago can still be read. */
function find({ store, clock, settings }: Org, kind: Kind, id: string, isWrite: boolean): Stored {
  const record = store.any(kind, id)
  const until = (record?.deletedAt ?? 0) + settings.deletedReadableSeconds * 1_000
  if (!record || (record.deletedAt !== null && (isWrite || clock.now() >= until))) throw gone()
  return record
}

function records(org: Org, kind: Kind, request: Request): SimAnswer {
  const { method, path, body, query } = request
  const [, id] = path
  if (method === "GET") return id === undefined ? list(org, kind, query) : ok(bodyOf(org, find(org, kind, id, false)))
  const record = id === undefined ? undefined : find(org, kind, id, true)
  if (org.faults.take(["lock"])) throw new CloseProblem(409, "The record is being changed.")
  return ok(bodyOf(org, save(org, kind, record, body, org.user.integration)))
}

function list(org: Org, kind: Kind, query: URLSearchParams): SimAnswer {
  const [limit, skip] = [Number(query.get("_limit") ?? 100), Number(query.get("_skip") ?? 0)]
  if (limit > LIMIT_MAX) throw new CloseProblem(400, "", { _limit: `At most ${LIMIT_MAX}.` })
  if (skip > SKIP_MAX) throw new CloseProblem(400, "", { _skip: `At most ${SKIP_MAX}.` })
  const leadId = query.get("lead_id")
  const all = leadId !== null && kind !== "lead" ? partsOf(org, kind, leadId) : org.store.list(kind)
  return ok({ data: all.slice(skip, skip + limit).map((record) => bodyOf(org, record)), has_more: all.length > skip + limit })
}

function readMany(org: Org, { body }: Request): SimAnswer {
  const { id__in = "" } = body["_params"] as { id__in?: string }
  const found = id__in.split(",").flatMap((id) => {
    try {
      return [bodyOf(org, find(org, "lead", id, false))]
    } catch {
      return []
    }
  })
  return ok({ data: found, has_more: false })
}

function merge(org: Org, { body }: Request): SimAnswer {
  const [other, kept] = [org.store.find("lead", String(body["source"])), org.store.find("lead", String(body["destination"]))]
  if (!other || !kept) throw gone()
  mergeLeads(org, kept, other, org.user.integration)
  return ok({})
}

function webhooks(events: Events, { method, path, body }: Request): SimAnswer {
  const [, id] = path
  if (method === "POST") return { status: 201, body: { ...events.addHook(body), signature_key: "5ec2e7" } }
  return ok(method === "PUT" ? events.changeHook(id ?? "", body) : { data: events.hooks() })
}

function activities({ store, user }: Org, kind: string, { method, query, body }: Request): SimAnswer {
  const entry = ({ id, values, createdAt }: Stored) => ({ id, ...values, date_created: timeOf(createdAt) })
  if (method !== "POST")
    return ok({
      data: store
        .list(`activity.${kind}`)
        .filter(({ values }) => values["lead_id"] === query.get("lead_id"))
        .map(entry),
      has_more: false,
    })
  if (!store.find("lead", String(body["lead_id"]))) throw new CloseProblem(400, "", { lead_id: "Lead does not exist." })
  return ok(entry(store.create(`activity.${kind}`, body, user.integration)))
}
