import { answerControl, commonControl } from "@/e2e/simulators/shared/control"
import { serve, type SimAnswer, type SimCall, type Wire } from "@/e2e/simulators/shared/server"
import { createAccess, type Access, type App } from "./access"
import { callApi } from "./api"
import { answerBatch, plainRefusal } from "./batch"
import { act, controlsOf } from "./control"
import { createOrg, settle, type Org, type OrgOptions, type Settings } from "./org"
import { DvProblem, refused } from "./problems"
import { createWebhooks, WebhookInput, type Webhooks } from "./webhooks"

/**
 * A Dynamics 365 environment on this machine: the token endpoint and the Dataverse Web API on one origin. Everything is in
 * memory and gone at the end.
 */
export type DynamicsOptions = OrgOptions & { port?: number; host?: string; app?: Partial<App> }
export type DynamicsSimulator = {
  url: string
  port: number
  close: () => Promise<void>
  /** What connects to it. */
  environment: {
    DYNAMICS_URL: string
    DYNAMICS_AUTHORITY_URL: string
    DYNAMICS_TENANT_ID: string
    DYNAMICS_CLIENT_ID: string
    DYNAMICS_CLIENT_SECRET: string
  }
}

type World = { org: Org; access: Access; webhooks: Webhooks; inFlight: number }

export async function startDynamics({
  port = 0,
  host = "127.0.0.1",
  app: given,
  ...options
}: DynamicsOptions = {}): Promise<DynamicsSimulator> {
  const app: App = { tenantId: "sim-tenant", clientId: "onelead-sim", clientSecret: "onelead-sim-secret", ...given }
  const open = (): World => {
    const org = createOrg(options)
    return { org, access: createAccess(org, app), webhooks: createWebhooks(org), inFlight: 0 }
  }
  let world = open()
  const control = (call: SimCall): Promise<SimAnswer> =>
    answerControl(call, () => {
      settle(world.org)
      return commonControl(controlsOf(world.org), call) ?? ownControl(call)
    })
  const ownControl = async (call: SimCall): Promise<SimAnswer | null> => {
    const body = (): unknown => JSON.parse(call.raw || "{}")
    switch (`${call.method} ${call.url.pathname}`) {
      case "POST /__sim/act":
        return act(world.org, body())
      case "POST /__sim/config":
        Object.assign(world.org.settings, body() as Partial<Settings>)
        return { status: 200, body: world.org.settings }
      case "POST /__sim/webhooks":
        world.webhooks.configure(call.raw === "" ? null : WebhookInput.parse(body()))
        return { status: 200, body: { ok: true } }
      case "POST /__sim/webhooks/flush":
        return { status: 200, body: await world.webhooks.flush() }
      case "POST /__sim/revoke":
        world.access.revoke()
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
    environment: {
      DYNAMICS_URL: server.url,
      DYNAMICS_AUTHORITY_URL: server.url,
      DYNAMICS_TENANT_ID: app.tenantId,
      DYNAMICS_CLIENT_ID: app.clientId,
      DYNAMICS_CLIENT_SECRET: app.clientSecret,
    },
  }
}

const isTokenCall = ({ url }: SimCall): boolean => url.pathname.endsWith("/oauth2/v2.0/token")
const isWrite = (call: SimCall): boolean => call.method !== "GET" && !isTokenCall(call)

async function answer(world: World, call: SimCall): Promise<Wire> {
  const { org } = world
  settle(org)
  const startedAt = performance.now()
  const fault = org.faults.take(["outage", "rate_limit", "auth", "slow", ...(isWrite(call) ? (["lost_answer"] as const) : [])])
  world.inFlight += 1
  if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.ms))
  const wire = faultAnswer(fault?.kind, call) ?? guarded(world, call)
  world.inFlight -= 1
  org.log.add({
    at: org.clock.now(),
    method: call.method,
    url: `${call.url.pathname}${call.url.search}`,
    status: fault?.kind === "lost_answer" ? null : wire.status,
    durationMs: Math.round(performance.now() - startedAt),
    fault: fault?.kind ?? null,
    requestBody: isTokenCall(call) ? undefined : call.raw,
    responseBody: isTokenCall(call) ? undefined : (wire.text ?? wire.body),
  })
  return fault?.kind === "lost_answer" ? "reset" : wire
}

function faultAnswer(kind: string | undefined, call: SimCall): SimAnswer | null {
  switch (kind) {
    case "outage":
      return { status: 503, text: "<html><body><h1>Service Unavailable</h1></body></html>", headers: { "Content-Type": "text/html" } }
    case "rate_limit":
      return plainRefusal(
        refused(429, "0x80072322", "Number of requests exceeded the limit of 6000 over time window of 300 seconds.", {
          "Retry-After": "7",
        }),
      )
    case "auth":
      return isTokenCall(call)
        ? {
            status: 401,
            body: {
              error: "invalid_client",
              error_description: "AADSTS7000222: The provided client secret keys are expired.",
              error_codes: [7_000_222],
            },
          }
        : { status: 401, headers: { "WWW-Authenticate": "Bearer authorization_uri=simulated" } }
    default:
      return null
  }
}

function guarded(world: World, call: SimCall): SimAnswer {
  const { org, access } = world
  if (isTokenCall(call)) return access.token(call)
  if (call.url.pathname.endsWith("/oauth2/v2.0/authorize")) return access.page(call)
  const headers: Record<string, string> = { REQ_ID: org.newGuid(), "x-ms-service-request-id": org.newGuid(), "OData-Version": "4.0" }
  const send = (inner: SimCall): SimAnswer => withProblems(() => callApi(org, inner))
  const answered = withProblems(() => {
    access.authenticate(call)
    Object.assign(headers, access.admit(world.inFlight))
    return call.url.pathname.endsWith("/$batch") ? answerBatch(org, call, send) : callApi(org, call)
  })
  return { ...answered, headers: { ...headers, ...answered.headers } }
}

function withProblems(work: () => SimAnswer): SimAnswer {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DvProblem)) throw error
    return error.status === 401 ? { status: 401, headers: error.headers } : plainRefusal(error)
  }
}
