import { authenticate, authorize, authorOf } from "./access"
import { accountRoutes, ownerRoutes } from "./account"
import { associationRoutes } from "./associations"
import { isAfterWrite, throwFault, wireFault, type Fault, type WireFault } from "./faults"
import type { SimAnswer, SimRequest } from "./http"
import type { AppToken } from "@/e2e/simulators/hubspot/account/portal"
import { objectRoutes } from "./objects"
import { preferenceRoutes } from "./preferences"
import { pipelineRoutes } from "./pipelines"
import { ApiProblem, invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import { propertyRoutes } from "./properties"
import type { World } from "./world"
import type { SimCall } from "@/e2e/simulators/shared/server"

/** The API itself: which group a path belongs to in either style, and the way of one call through access, limits and faults. */

/** `hang` keeps the connection open and silent; `reset` breaks it off. */
type Outcome = { wire: WireFault } | { answer: SimAnswer & { headers: Record<string, string> } }

export type Answered = {
  outcome: Outcome
  appId: number | null
  correlationId: string
  fault: string | null
  requestBody: unknown
  responseBody: unknown
}

type Route = {
  group: "objects" | "associations" | "properties" | "pipelines" | "owners" | "account" | "preferences" | "oauth"
  version: string
  path: string[]
}

const GROUPS = "objects|associations|properties|pipelines|owners"
const CLASSIC = new RegExp(`^/crm/(v[34])/(${GROUPS})(?:/(.*))?$`)
const DATED = new RegExp(`^/crm/(${GROUPS})/(\\d{4}-\\d{2}(?:-beta)?)(?:/(.*))?$`)

function routeOf(pathname: string): Route | null {
  const classic = CLASSIC.exec(pathname)
  const dated = DATED.exec(pathname)
  const group = (classic?.[2] ?? dated?.[1]) as Route["group"] | undefined
  if (group) return { group, version: classic?.[1] ?? dated?.[2] ?? "v3", path: segments(classic?.[3] ?? dated?.[3] ?? "") }
  const account = /^\/account-info\/(v3|\d{4}-\d{2})\/(.+)$/.exec(pathname)
  if (account) return { group: "account", version: account[1] ?? "v3", path: segments(account[2] ?? "") }
  const preferences = /^\/communication-preferences\/(v4|\d{4}-\d{2})\/(.+)$/.exec(pathname)
  if (preferences) return { group: "preferences", version: preferences[1] ?? "v4", path: segments(preferences[2] ?? "") }
  const oauth = /^\/oauth\/(v1|v3|\d{4}-\d{2})\/token$/.exec(pathname)
  return oauth ? { group: "oauth", version: oauth[1] ?? "v1", path: [] } : null
}

const segments = (path: string): string[] =>
  path
    .split("/")
    .filter((part) => part !== "")
    .map(decode)

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function limitKind(route: Route): "search" | "associations" | "other" {
  if (route.group === "associations" || route.path[2] === "associations") return "associations"
  return route.group === "objects" && route.path[1] === "search" ? "search" : "other"
}

function handle(world: World, route: Route, request: SimRequest): SimAnswer {
  switch (route.group) {
    case "objects":
      return objectRoutes(world.portal, request)
    case "associations":
      return associationRoutes(world.portal, request)
    case "properties":
      return propertyRoutes(world.portal, request)
    case "pipelines":
      return pipelineRoutes(world.portal, request)
    case "owners":
      return ownerRoutes(world.portal, request)
    case "preferences":
      return preferenceRoutes(world.portal, request)
    default:
      return accountRoutes(world.portal, request, world.limits)
  }
}

function parseBody(call: SimCall): Record<string, unknown> {
  if (call.raw === "" || call.method === "GET" || call.method === "DELETE") return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(call.raw)
  } catch {
    throw invalid("Invalid input JSON: unable to parse the request body")
  }
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : {}
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function callApi(world: World, call: SimCall): Promise<Answered> {
  const { portal } = world
  const correlationId = portal.random.uuid()
  const common = { "X-HubSpot-Correlation-Id": correlationId }
  const done: Answered = {
    outcome: { wire: "reset" },
    appId: null,
    correlationId,
    fault: null,
    requestBody: safeJson(call.raw),
    responseBody: undefined,
  }
  const finish = (answer: SimAnswer): Answered => {
    done.responseBody = answer.body
    return { ...done, outcome: { answer: { ...answer, headers: { ...common, ...answer.headers } } } }
  }
  try {
    const route = routeOf(call.url.pathname)
    if (!route) throw notFound("resource not found")
    if (route.group === "oauth") return finish(world.oauth.token(call.raw))
    const app = authenticate(portal, call.headers["authorization"])
    done.appId = app.appId
    Object.assign(common, world.limits.admit(app.appId, limitKind(route)))
    authorize(app, route.group, call.method, route.path)
    return await answerWithFaults(world, call, route, app, done, finish)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    // Refusals for volume carry no quota headers of this call; searches never do.
    return finish({ status: problem.status, body: { status: "error", correlationId, ...problem.body }, headers: problem.headers })
  }
}

async function answerWithFaults(
  world: World,
  call: SimCall,
  route: Route,
  app: AppToken,
  done: Answered,
  finish: (answer: SimAnswer) => Answered,
): Promise<Answered> {
  const { portal } = world
  const fault = world.faults.pick(call.method, call.url.pathname, call.headers["x-sim-fault"], call.raw)
  done.fault = fault?.kind ?? null
  const [low, high] = portal.settings.latencyMs
  const latency = (high > 0 ? portal.random.between(low, high) : 0) + (fault?.kind === "latency" ? fault.ms : 0)
  if (latency > 0) await pause(latency)
  if (fault && !isAfterWrite(fault.kind)) {
    const wire = wireFault(fault)
    if (wire) return { ...done, outcome: { wire } }
    throwFault(fault, portal, app.appId)
  }
  const request: SimRequest = {
    method: call.method,
    path: route.path,
    version: route.version,
    query: call.url.searchParams,
    headers: call.headers,
    body: parseBody(call),
    raw: call.raw,
    app,
    author: authorOf(app),
  }
  const answer = handle(world, route, request)
  return fault && isAfterWrite(fault.kind) ? loseAnswer(fault, answer, done, finish) : finish(answer)
}

/** The write stands; only the caller does not hear of it. */
function loseAnswer(fault: Fault, answer: SimAnswer, done: Answered, finish: (answer: SimAnswer) => Answered): Answered {
  const wire = wireFault(fault)
  if (wire) return { ...done, responseBody: answer.body, outcome: { wire } }
  // A page may come back short, even empty, and still say that there is more.
  const body = answer.body as { results?: unknown[]; paging?: unknown }
  return Array.isArray(body?.results) && body.paging ? finish({ ...answer, body: { ...body, results: [] } }) : finish(answer)
}

function safeJson(raw: string): unknown {
  if (raw === "") return undefined
  try {
    return JSON.parse(raw) as unknown
  } catch {
    return raw
  }
}
