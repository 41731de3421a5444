import { answerControl, commonControl } from "@/e2e/simulators/shared/control"
import { serve, type SimAnswer, type SimCall, type Wire } from "@/e2e/simulators/shared/server"
import { createAuth, type App, type Auth } from "./auth"
import { act, controlsOf } from "./control"
import { createOrg, settle, type Org, type Settings } from "./org"
import { errorBody, problem, SfProblem } from "./problems"
import { createRest, type Rest } from "./rest"
import type { Saving } from "./save"
import { answerSoap } from "./soap"

/**
 * A Salesforce org on this machine: the token endpoint, the REST API and the two SOAP operations that REST lacks, on one
 * origin. Everything is in memory and gone at the end.
 */
export type SalesforceOptions = {
  port?: number
  host?: string
  /** With a start time the clock stands still between calls of /__sim/clock. */
  startAt?: number
  app?: Partial<App>
  owners?: readonly { name: string; email: string }[]
}
export type SalesforceSimulator = {
  url: string
  port: number
  close: () => Promise<void>
  /** What connects to it. */
  environment: { SALESFORCE_LOGIN_URL: string; SALESFORCE_CLIENT_ID: string; SALESFORCE_CLIENT_SECRET: string }
}

export async function startSalesforce({
  port = 0,
  host = "127.0.0.1",
  startAt,
  app: given,
  owners,
}: SalesforceOptions = {}): Promise<SalesforceSimulator> {
  const app: App = { clientId: "onelead-sim", clientSecret: "onelead-sim-secret", ...given }
  const open = () => {
    const org = createOrg({ startAt, owners })
    return { org, auth: createAuth(org, app), rest: createRest(org) }
  }
  let world = open()
  const control = (call: SimCall): Promise<SimAnswer> =>
    answerControl(call, () => {
      settle(world.org)
      return commonControl(controlsOf(world.org), call) ?? ownControl(call)
    })
  const ownControl = (call: SimCall): SimAnswer | null => {
    const body = (): unknown => JSON.parse(call.raw || "{}")
    switch (`${call.method} ${call.url.pathname}`) {
      case "POST /__sim/act":
        return act(world.org, body())
      case "POST /__sim/config":
        Object.assign(world.org.settings, body() as Partial<Settings>)
        return { status: 200, body: world.org.settings }
      case "POST /__sim/revoke":
        world.auth.revoke()
        return { status: 200, body: { ok: true } }
      case "POST /__sim/reset":
        world = open()
        return { status: 200, body: { ok: true } }
      default:
        return null
    }
  }
  const server = await serve({ port, host }, (call) => (call.url.pathname.startsWith("/__sim/") ? control(call) : answer(world, call)))
  return {
    ...server,
    environment: { SALESFORCE_LOGIN_URL: server.url, SALESFORCE_CLIENT_ID: app.clientId, SALESFORCE_CLIENT_SECRET: app.clientSecret },
  }
}

type World = { org: Org; auth: Auth; rest: Rest }

/** Reading many records by id is a POST too. */
const isWrite = ({ method, url: { pathname } }: SimCall): boolean =>
  method !== "GET" && pathname !== "/services/oauth2/token" && !(method === "POST" && /\/composite\/sobjects\/\w+$/.test(pathname))

async function answer(world: World, call: SimCall): Promise<Wire> {
  const { org } = world
  settle(org)
  const startedAt = performance.now()
  const fault = org.faults.take(["outage", "rate_limit", "auth", "slow", ...(isWrite(call) ? (["lost_answer"] as const) : [])])
  if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.ms))
  const wire = faultAnswer(fault?.kind, call) ?? callApi(world, call)
  org.log.add({
    at: org.clock.now(),
    method: call.method,
    url: `${call.url.pathname}${call.url.search}`,
    status: fault?.kind === "lost_answer" ? null : wire.status,
    durationMs: Math.round(performance.now() - startedAt),
    fault: fault?.kind ?? null,
    requestBody: /oauth2/.test(call.url.pathname) ? undefined : call.raw,
    responseBody: /oauth2/.test(call.url.pathname) ? undefined : wire.body,
  })
  return fault?.kind === "lost_answer" ? "reset" : wire
}

function faultAnswer(kind: string | undefined, call: SimCall): SimAnswer | null {
  switch (kind) {
    case "outage":
      return { status: 503, text: "<html><body><h1>503 Service Unavailable</h1></body></html>", headers: { "Content-Type": "text/html" } }
    case "rate_limit":
      return refusal(problem(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."), "v68.0")
    case "auth":
      return call.url.pathname.endsWith("/oauth2/token")
        ? { status: 400, body: { error: "invalid_grant", error_description: "no client credentials user enabled" } }
        : refusal(problem(401, "INVALID_SESSION_ID", "Session expired or invalid"), "v68.0")
    default:
      return null
  }
}

const refusal = (error: SfProblem, version: string): SimAnswer => ({ status: error.status, body: errorBody(error, version) })

function callApi(world: World, call: SimCall): SimAnswer {
  const { org, auth, rest } = world
  const { pathname } = call.url
  if (pathname === "/services/oauth2/token" && call.method === "POST") return auth.token(call)
  if (pathname === "/services/oauth2/authorize") return auth.page(call)
  const saving: Saving = {
    author: { userId: org.user.integration, client: /client=([^,;\s]+)/.exec(call.headers["sforce-call-options"] ?? "")?.[1] ?? null },
    allowSave: /allowSave=true/i.test(call.headers["sforce-duplicate-rule-header"] ?? ""),
    autoAssign: !/false/i.test(call.headers["sforce-auto-assign"] ?? ""),
  }
  if (pathname.startsWith("/services/Soap/u/")) return answerSoap(org, auth, call, saving)
  const [, version = "v68.0", below = ""] = /^\/services\/data\/(v\d+\.\d)\/(.*)$/.exec(pathname) ?? []
  try {
    if (pathname === "/services/data") return { status: 200, body: [{ label: "Winter", url: "/services/data/v68.0", version: "68.0" }] }
    if (!auth.accepts(call.headers["authorization"])) throw problem(401, "INVALID_SESSION_ID", "Session expired or invalid")
    countCall(org)
    const path = below
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent)
    return withLimits(org, rest({ call, version, path, body: bodyOf(call), saving }))
  } catch (error) {
    if (!(error instanceof SfProblem)) throw error
    return withLimits(org, refusal(error, version))
  }
}

const withLimits = (org: Org, given: SimAnswer): SimAnswer => ({
  ...given,
  headers: { ...given.headers, "Sforce-Limit-Info": `api-usage=${org.calls.length}/${org.settings.dailyMax}` },
})

/** The last 24 hours count, whatever the calendar says. */
function countCall(org: Org): void {
  org.calls = org.calls.filter((at) => at > org.clock.now() - 86_400_000)
  if (org.calls.length >= org.settings.dailyMax) throw problem(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
  org.calls.push(org.clock.now())
}

function bodyOf({ raw, method }: SimCall): Record<string, unknown> {
  if (raw === "" || method === "GET" || method === "DELETE") return {}
  try {
    return JSON.parse(raw) as Record<string, unknown>
  } catch {
    throw problem(400, "JSON_PARSER_ERROR", "Unexpected character in the request body")
  }
}
