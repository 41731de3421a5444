import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import type { Duplex } from "node:stream"
import { Client } from "@hubspot/api-client"
import { HubspotError, hubspotError, type HubspotProblem } from "./errors"

/**
 * The one way to HubSpot: the vendor's client with its own retries and limiter left off (they are global to the process,
 * and repeat creates), under a clock of ours (it has none), reporting every call.
 */
type ApiVersion = "v3" | `${number}-${number}`

export type HubspotOptions = {
  accessToken: string
  /** Of an account that was signed in to: its token of the hour, another one where this one was refused. */
  grant?: (refused: string | null) => Promise<string>
  /** No slash at the end. */
  baseUrl: string
  /** The dated versions carry the same models under other paths; v3 ends in September 2027. */
  version?: ApiVersion
  timeoutMs?: number
  onCall?: (call: HubspotCall) => void
}

/** One call as the sync screen shows it. Nothing of its content. */
export type HubspotCall = {
  operation: string
  status: number | null
  durationMs: number
  correlationId: string | null
  problem: HubspotProblem | null
  /** As far as the answer said: searches never do. */
  quota: { dailyMax: number | null; dailyLeft: number | null; burstMax: number | null; burstLeft: number | null } | null
}

type Answer<T> = { httpStatusCode: number; headers: Record<string, string>; data: T }

export type Transport = {
  client: Client
  read: <T>(operation: string, send: () => Promise<Answer<T>>) => Promise<T>
  write: <T>(operation: string, send: () => Promise<Answer<T>>) => Promise<T>
  /** A call that the vendor's client has no method for. */
  request: (options: { method?: string; path: string }) => Promise<Answer<unknown>>
  /** Ends connections that are kept open. */
  close: () => void
}

const DEFAULT_TIMEOUT_MS = 20_000

export function createTransport(options: HubspotOptions): Transport {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const agent = agentFor(options.baseUrl, timeoutMs)
  const client = new Client({
    accessToken: options.accessToken,
    basePath: options.baseUrl.replace(/\/+$/, ""),
    httpAgent: agent,
    middleware: [{ pre: (context) => datePath(context, options.version ?? "v3"), post: (context) => context }],
  })
  let used = options.accessToken
  const authorize = async (refused: string | null): Promise<void> => {
    const token = (await options.grant?.(refused)) ?? used
    if (token !== used) client.setAccessToken(token)
    used = token
  }
  const call = async <T>(operation: string, isWrite: boolean, send: () => Promise<Answer<T>>): Promise<T> => {
    await authorize(null)
    try {
      return await once(operation, isWrite, send)
    } catch (error) {
      const isRefused = error instanceof HubspotError && error.problem.kind === "auth" && error.problem.reason !== "scopes"
      if (!isRefused || !options.grant) throw error
      await authorize(used)
      return await once(operation, isWrite, send)
    }
  }
  const once = async <T>(operation: string, isWrite: boolean, send: () => Promise<Answer<T>>): Promise<T> => {
    const startedAt = performance.now()
    const report = (part: Pick<HubspotCall, "status" | "correlationId" | "problem" | "quota">): void =>
      options.onCall?.({ operation, durationMs: Math.round(performance.now() - startedAt), ...part })
    try {
      const answer = await withinTime(send(), timeoutMs)
      const correlationId = answer.headers["x-hubspot-correlation-id"] ?? null
      report({ status: answer.httpStatusCode, correlationId, problem: null, quota: quotaIn(answer.headers) })
      return answer.data
    } catch (thrown) {
      const error: HubspotError = hubspotError(thrown, { operation, isWrite })
      report({ status: error.status, correlationId: error.correlationId, problem: error.problem, quota: null })
      throw error
    }
  }
  return {
    client,
    read: (operation, send) => call(operation, false, send),
    write: (operation, send) => call(operation, true, send),
    request: async (asked) => {
      const response = await client.apiRequest(asked)
      const headers = Object.fromEntries(response.headers)
      const body: unknown = await response.json()
      if (!response.ok) throw Object.assign(new Error("refused"), { code: response.status, body, headers })
      return { httpStatusCode: response.status, headers, data: body }
    },
    close: () => agent.destroy(),
  }
}

/** A connection that says nothing for the time allowed is cut, so that no hung call outlives its caller. */
function agentFor(baseUrl: string, timeoutMs: number): HttpAgent | HttpsAgent {
  const settings = { keepAlive: true, maxSockets: 20, timeout: timeoutMs }
  const agent = baseUrl.startsWith("https:") ? new HttpsAgent(settings) : new HttpAgent(settings)
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (target, callback) => {
    const socket = connect(target, callback) as Duplex | null | undefined
    socket?.once("timeout", () => socket.destroy(new Error("the connection was silent for too long")))
    return socket
  }
  return agent
}

async function withinTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function datePath(context: unknown, version: ApiVersion): unknown {
  if (version === "v3") return context
  const request = context as { getUrl: () => string; setUrl: (url: string) => void }
  request.setUrl(
    request
      .getUrl()
      .replace(/\/crm\/v[34]\/(objects|associations)\//, `/crm/$1/${version}/`)
      .replace(/\/crm\/v3\/(properties|pipelines|owners)\b/, `/crm/$1/${version}`),
  )
  return context
}

function quotaIn(headers: Readonly<Record<string, string>>): HubspotCall["quota"] {
  const read = (name: string): number | null => {
    const value = headers[`x-hubspot-ratelimit-${name}`]
    return value === undefined ? null : Number(value)
  }
  const quota = { dailyMax: read("daily"), dailyLeft: read("daily-remaining"), burstMax: read("max"), burstLeft: read("remaining") }
  return Object.values(quota).every((value) => value === null) ? null : quota
}
