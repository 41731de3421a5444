import type { SimAnswer, SimCall, SimServer } from "@/e2e/simulators/shared/server"
import { done, startWorld, type SimOptions, type SimWorld } from "@/e2e/simulators/shared/simulator"
import { createAccess, OVER_LIMIT, type Access } from "./access"
import { answerApi } from "./api"
import { createCompany, type Company, type CompanyOptions } from "./company"
import { controlsOf } from "./control"
import { openWebhooks, type Webhooks } from "./webhooks"
import { PipedriveProblem } from "./write"

/** A Pipedrive company on this machine. Everything is in memory and gone at the end. */
export type PipedriveOptions = CompanyOptions & SimOptions & { apiToken?: string }
export type PipedriveSimulator = SimServer & {
  /** What connects to it. */
  environment: Record<"PIPEDRIVE_API_URL" | "PIPEDRIVE_API_TOKEN", string>
}

export async function startPipedrive({
  port,
  host,
  apiToken = "pipedrive-sim-token",
  ...options
}: PipedriveOptions = {}): Promise<PipedriveSimulator> {
  const server = await startWorld({ port, host }, () => openWorld(createCompany(options), apiToken))
  return { ...server, environment: { PIPEDRIVE_API_URL: server.url, PIPEDRIVE_API_TOKEN: apiToken } }
}

const NOBODY: SimAnswer = {
  status: 401,
  body: { success: false, error: "unauthorized access", errorCode: 401, error_info: "Please check developers.pipedrive.com" },
}

function openWorld(company: Company, apiToken: string): SimWorld {
  const access = createAccess(company, apiToken)
  const webhooks = openWebhooks(company)
  return {
    account: company,
    controls: controlsOf(company),
    api: (call) => guarded(company, access, webhooks, call),
    refusal: (kind) => (kind === "auth" ? NOBODY : { ...OVER_LIMIT, headers: { "x-ratelimit-reset": "2" } }),
    isSignIn: () => false,
    isWrite: ({ method }) => method !== "GET",
    doors: { "GET webhooks": () => done(webhooks.list()), "POST webhooks/flush": async () => done(await webhooks.flush()) },
  }
}

function guarded(company: Company, access: Access, webhooks: Webhooks, call: SimCall): SimAnswer {
  if (!access.isKnown(call)) return NOBODY
  const refused = access.refusal(call)
  if (refused) return refused
  try {
    return { ...answerApi(company, webhooks, call), headers: access.headers() }
  } catch (error) {
    if (!(error instanceof PipedriveProblem)) throw error
    return { status: error.status, body: { success: false, error: error.message, code: error.code }, headers: access.headers() }
  }
}
