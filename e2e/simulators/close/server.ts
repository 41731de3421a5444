import type { SimAnswer, SimCall, SimServer } from "@/e2e/simulators/shared/server"
import { done, startWorld, type SimOptions, type SimWorld } from "@/e2e/simulators/shared/simulator"
import { answerApi } from "./api"
import { controlsOf } from "./control"
import { openEvents, type Events } from "./events"
import { CloseProblem, createOrg, type Org, type OrgOptions } from "./org"

/** A Close organization on this machine. Everything is in memory and gone at the end. */
export type CloseOptions = OrgOptions & SimOptions & { apiKey?: string }
export type CloseSimulator = SimServer & {
  /** What connects to it. */
  environment: Record<"CLOSE_API_URL" | "CLOSE_API_KEY", string>
}

export async function startClose({ port, host, apiKey = "api_close_sim", ...options }: CloseOptions = {}): Promise<CloseSimulator> {
  const server = await startWorld({ port, host }, () => openWorld(createOrg(options), apiKey))
  return { ...server, environment: { CLOSE_API_URL: server.url, CLOSE_API_KEY: apiKey } }
}

const NOBODY: SimAnswer = { status: 401, body: { error: "Unauthorized" } }
const tooMany = (reset: number): SimAnswer => ({
  status: 429,
  body: { error: "Too many requests" },
  headers: { RateLimit: `limit=100, remaining=0, reset=${reset}`, "Retry-After": String(Math.ceil(reset)) },
})

function openWorld(org: Org, apiKey: string): SimWorld {
  const events = openEvents(org)
  const pace = createPace(org)
  // The key is the user, and there is no password.
  const signedIn = `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`
  return {
    account: org,
    controls: controlsOf(org),
    api: (call) => (call.headers["authorization"] === signedIn ? (pace(call) ?? guarded(org, events, call)) : NOBODY),
    refusal: (kind) => (kind === "auth" ? NOBODY : tooMany(0.6)),
    isSignIn: () => false,
    isWrite: (call) => groupOf(call) === "write",
    doors: { "GET webhooks": () => done(events.hooks()), "POST webhooks/flush": async () => done(await events.flush()) },
  }
}

const groupOf = ({ method, url, headers }: SimCall): "read" | "write" | "search" =>
  url.pathname.endsWith("/data/search/") ? "search" : method === "GET" || headers["x-http-method-override"] === "GET" ? "read" : "write"

const SHARES = { read: 1, write: 2, search: 4 }
const WINDOW_MS = 1_000

/** Each group of calls has a limit of its own. */
function createPace(org: Org): (call: SimCall) => SimAnswer | null {
  let calls: { at: number; group: keyof typeof SHARES }[] = []
  return (call) => {
    const [now, group] = [org.clock.now(), groupOf(call)]
    calls = calls.filter(({ at }) => at > now - WINDOW_MS)
    const first = calls.find((one) => one.group === group)
    const isOver = calls.filter((one) => one.group === group).length >= Math.floor(org.settings.burstMax / SHARES[group])
    if (isOver) return tooMany(((first?.at ?? now) + WINDOW_MS - now) / 1_000)
    calls.push({ at: now, group })
    return null
  }
}

function guarded(org: Org, events: Events, call: SimCall): SimAnswer {
  try {
    return answerApi(org, events, call)
  } catch (error) {
    if (!(error instanceof CloseProblem)) throw error
    const isField = Object.keys(error.fields).length > 0
    return { status: error.status, body: isField ? { errors: [], "field-errors": error.fields } : { error: error.message } }
  }
}
