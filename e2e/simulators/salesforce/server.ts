import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import { done, startWorld, type SimOptions, type SimWorld } from "@/e2e/simulators/shared/simulator"
import { createAuth, type App, type Auth } from "./auth"
import { act, controlsOf } from "./control"
import { createOrg, type Org } from "./org"
import { errorBody, problem, SfProblem } from "./problems"
import { createRest, type Rest } from "./rest"
import type { Saving } from "./save"
import { answerSoap } from "./soap"

/**
 * A Salesforce org on this machine: the token endpoint, the REST API and the two SOAP operations that REST lacks, on one
 * origin. Everything is in memory and gone at the end.
 */
export type SalesforceOptions = SimOptions & {
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

export async function startSalesforce({ startAt, app: given, owners, ...options }: SalesforceOptions = {}): Promise<SalesforceSimulator> {
  const app: App = { clientId: "onelead-sim", clientSecret: "onelead-sim-secret", ...given }
  const server = await startWorld(options, () => openOrg(createOrg({ startAt, owners }), app))
  return {
    ...server,
    environment: { SALESFORCE_LOGIN_URL: server.url, SALESFORCE_CLIENT_ID: app.clientId, SALESFORCE_CLIENT_SECRET: app.clientSecret },
  }
}

function openOrg(org: Org, app: App): SimWorld {
  const world: World = { org, auth: createAuth(org, app), rest: createRest(org) }
  return {
    account: org,
    controls: controlsOf(org),
    api: (call) => callApi(world, call),
    refusal: refusalOf,
    isSignIn,
    isWrite,
    doors: {
      "POST act": (body) => act(org, body),
      "POST revoke": () => {
        world.auth.revoke()
        return done()
      },
    },
  }
}

const isSignIn = ({ url }: SimCall): boolean => url.pathname === "/services/oauth2/token"

type World = { org: Org; auth: Auth; rest: Rest }

/** Reading many records by id is a POST too. */
const isWrite = ({ method, url: { pathname } }: SimCall): boolean =>
  method !== "GET" && !(method === "POST" && /\/composite\/sobjects\/\w+$/.test(pathname))

function refusalOf(kind: "rate_limit" | "auth", call: SimCall): SimAnswer {
  if (kind === "rate_limit") return refusal(problem(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."), "v68.0")
  return isSignIn(call)
    ? { status: 400, body: { error: "invalid_grant", error_description: "no client credentials user enabled" } }
    : refusal(problem(401, "INVALID_SESSION_ID", "Session expired or invalid"), "v68.0")
}

const refusal = (error: SfProblem, version: string): SimAnswer => ({ status: error.status, body: errorBody(error, version) })

function callApi(world: World, call: SimCall): SimAnswer {
  const { org, auth, rest } = world
  const { pathname } = call.url
  if (isSignIn(call) && call.method === "POST") return auth.token(call)
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
