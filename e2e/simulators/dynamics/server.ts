import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import { done, startWorld, type SimOptions, type SimWorld } from "@/e2e/simulators/shared/simulator"
import { createAccess, type Access, type App } from "./access"
import { callApi } from "./api"
import { answerBatch, plainRefusal } from "./batch"
import { act, controlsOf } from "./control"
import { createOrg, rowsOf, type Org, type OrgOptions } from "./org"
import { DvProblem, refused } from "./problems"
import { createWebhooks, WebhookInput, type Webhooks } from "./webhooks"

/**
 * A Dynamics 365 environment on this machine: the token endpoint and the Dataverse Web API on one origin. Everything is in
 * memory and gone at the end.
 */
export type DynamicsOptions = OrgOptions & SimOptions & { app?: Partial<App> }
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

type World = { org: Org; access: Access; webhooks: Webhooks }

export async function startDynamics({ port, host, app: given, ...options }: DynamicsOptions = {}): Promise<DynamicsSimulator> {
  const app: App = { tenantId: "sim-tenant", clientId: "onelead-sim", clientSecret: "onelead-sim-secret", ...given }
  const server = await startWorld({ port, host }, () => openEnvironment(createOrg(options), app))
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

function openEnvironment(org: Org, app: App): SimWorld {
  const world: World = { org, access: createAccess(org, app), webhooks: createWebhooks(org) }
  return {
    account: org,
    controls: controlsOf(org),
    api: (call, inFlight) => guarded(world, call, inFlight),
    refusal,
    isSignIn,
    isWrite: ({ method }) => method !== "GET",
    doors: {
      "POST act": (body) => act(org, body),
      "GET webhooks": () => done(rowsOf(org, "sdkmessageprocessingstep").map(({ values }) => values["name"])),
      "POST webhooks": (body) => {
        world.webhooks.configure(WebhookInput.parse(body))
        return done()
      },
      "POST webhooks/flush": async () => done(await world.webhooks.flush()),
      "POST revoke": () => {
        world.access.revoke()
        return done()
      },
    },
  }
}

const isSignIn = ({ url }: SimCall): boolean => url.pathname.endsWith("/oauth2/v2.0/token")

function refusal(kind: "rate_limit" | "auth", call: SimCall): SimAnswer {
  if (kind === "rate_limit")
    return plainRefusal(
      refused(429, "0x80072322", "Number of requests exceeded the limit of 6000 over time window of 300 seconds.", {
        "Retry-After": "7",
      }),
    )
  if (!isSignIn(call)) return { status: 401, headers: { "WWW-Authenticate": "Bearer authorization_uri=simulated" } }
  const error_description = "AADSTS7000222: The provided client secret keys are expired."
  return { status: 401, body: { error: "invalid_client", error_description, error_codes: [7_000_222] } }
}

function guarded({ org, access }: World, call: SimCall, inFlight: number): SimAnswer {
  if (isSignIn(call)) return access.token(call)
  if (call.url.pathname.endsWith("/oauth2/v2.0/authorize")) return access.page(call)
  const headers: Record<string, string> = { REQ_ID: org.newGuid(), "x-ms-service-request-id": org.newGuid(), "OData-Version": "4.0" }
  const send = (inner: SimCall): SimAnswer => withProblems(() => callApi(org, inner))
  const answered = withProblems(() => {
    access.authenticate(call)
    Object.assign(headers, access.admit(inFlight))
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
