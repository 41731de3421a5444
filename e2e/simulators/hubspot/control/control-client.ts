import { z } from "zod"
import type { EditInput } from "./edits"
import type { FaultInput } from "@/e2e/simulators/hubspot/api/faults"
import type { LogEntry } from "@/e2e/simulators/hubspot/api/world"
import type { ResetInput } from "./control"
import type { DeliveryRecord, WebhookInput } from "@/e2e/simulators/hubspot/api/webhooks"

/** The control doors of a running simulator, typed, for tests and for demo mode. Throws with the refusal's own words. */
const Json = z.record(z.string(), z.unknown())

export type SimRecord = {
  id: string
  properties: Record<string, string>
  archived: boolean
  createdAt: string
  updatedAt: string
  associations?: Record<string, { results: { id: string }[] }>
}
export type SimState = {
  now: number
  counts: Record<string, number>
  contacts: SimRecord[]
  deals: SimRecord[]
  notes: SimRecord[]
  calls: SimRecord[]
  communications: SimRecord[]
  tasks: SimRecord[]
  merged: Record<string, string>
  blockedEmails: string[]
  customProperties: Record<string, string[]>
  webhooks: { pending: number; inFlight: number; delivered: number; failed: number }
  limits: { usedToday: number; refused: { burst: number; search: number; daily: number } }
}

export type SimulatorControl = {
  state: (query?: string) => Promise<SimState>
  edit: (edit: z.input<typeof EditInput>) => Promise<SimRecord | null>
  faults: (faults: readonly z.input<typeof FaultInput>[]) => Promise<void>
  webhooks: (config: z.input<typeof WebhookInput> | null) => Promise<void>
  /** Sends what waits at once; false when something was still under way at the end of the time. */
  flushWebhooks: (timeoutMs?: number) => Promise<boolean>
  deliveries: () => Promise<DeliveryRecord[]>
  log: (since?: number) => Promise<LogEntry[]>
  advance: (ms: number) => Promise<void>
  /** Lets search see every write so far. */
  settleIndex: () => Promise<void>
  config: (settings: z.input<typeof ResetInput>["settings"]) => Promise<void>
  quota: (usedToday: number) => Promise<void>
  seed: (counts: { contacts: number; deals?: number }) => Promise<{ contacts: string[]; deals: string[] }>
  token: (token: { token: string; appId: number; scopes?: string[] | null; expiresInSeconds?: number | null }) => Promise<void>
  oauthCode: (scopes: string[]) => Promise<string>
  reset: (input?: z.input<typeof ResetInput>) => Promise<void>
}

export function simulatorControl(url: string): SimulatorControl {
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/__sim/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    })
    const answer = Json.parse(await response.json())
    if (!response.ok) throw new Error(`the simulator refused ${path}: ${String(answer["message"])}`)
    return answer
  }
  const post = (path: string, body: unknown) => call("POST", path, body)
  return {
    state: async (query = "") => (await call("GET", `state${query}`)) as unknown as SimState,
    edit: async (edit) => ((await post("edit", edit))["results"] as (SimRecord | null)[])[0] ?? null,
    faults: async (faults) => void (await post("faults", { faults })),
    webhooks: async (config) => void (await post("webhooks", config ?? {})),
    flushWebhooks: async (timeoutMs) => (await post("webhooks/flush", { timeoutMs }))["isQuiet"] === true,
    deliveries: async () => (await call("GET", "deliveries"))["deliveries"] as DeliveryRecord[],
    log: async (since = 0) => (await call("GET", `log?since=${since}`))["entries"] as LogEntry[],
    advance: async (advanceMs) => void (await post("clock", { advanceMs })),
    settleIndex: async () => void (await post("index", {})),
    config: async (settings) => void (await post("config", settings)),
    quota: async (usedToday) => void (await post("quota", { usedToday })),
    seed: async (counts) => (await post("seed", counts)) as { contacts: string[]; deals: string[] },
    token: async (token) => void (await post("tokens", token)),
    oauthCode: async (scopes) => String((await post("oauth-code", { scopes }))["code"]),
    reset: async (input = {}) => void (await post("reset", input)),
  }
}
