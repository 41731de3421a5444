import http from "node:http"
import https from "node:https"
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent"
import { HOUR_MS } from "@/lib/core/time"
import { signStandard } from "@/lib/platform/signature"
import type { Answer } from "./lease-deliveries"

const TIMEOUT_MS = 15_000
const ERROR_MAX = 300

/**
 * Posts to addresses that others choose. The agents look at the address that a name leads to, at the moment of connecting, so neither a
 * private address nor a name that leads there passes; a redirect is an error. `allowed`: networks in CIDR that may be reached too.
 */
export function hookAgents(allowed: readonly string[]): HookAgents {
  const options = { allowIPAddressList: [...allowed], keepAlive: true, maxSockets: 8 }
  return { http: new RequestFilteringHttpAgent(options), https: new RequestFilteringHttpsAgent(options) }
}

export type HookAgents = { http: http.Agent; https: https.Agent }

type Post = { id: string; url: string; secret: string; body: string; at: Date }

/** One try. The id stays the same through all tries of a delivery (Standard Webhooks). */
export async function sendDelivery(agents: HookAgents, { id, url, secret, body, at }: Post): Promise<Answer> {
  const raw = Buffer.from(body)
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const headers = {
    "content-type": "application/json",
    "content-length": String(raw.byteLength),
    "user-agent": "Onelead-Hooks/1.0",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signStandard(secret, id, timestamp, raw),
  }
  try {
    const { status, retryAfter } = await post(agents, new URL(url), headers, raw)
    return { arrived: isIn(200, status), status, error: reasonOf(status), retryAfterMs: retryAfterMs(retryAfter), isGone: status === 410 }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { arrived: false, status: null, error: message.slice(0, ERROR_MAX), retryAfterMs: null, isGone: false }
  }
}

const isIn = (hundred: number, status: number): boolean => status >= hundred && status < hundred + 100

/** What the receiver wrote is not kept: it may quote the person. */
function reasonOf(status: number): string | null {
  if (isIn(200, status)) return null
  return isIn(300, status) ? "It redirects; enter the final address." : `It answered ${status}.`
}

function retryAfterMs(seconds: string | undefined): number | null {
  const read = Number(seconds ?? Number.NaN) * 1000
  return Number.isFinite(read) && read > 0 ? Math.min(read, HOUR_MS) : null
}

type Reply = { status: number; retryAfter: string | undefined }

const post = (agents: HookAgents, url: URL, headers: Record<string, string>, raw: Buffer): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const isTls = url.protocol === "https:"
    const options = { method: "POST", headers, agent: isTls ? agents.https : agents.http, signal: AbortSignal.timeout(TIMEOUT_MS) }
    const request = (isTls ? https : http).request(url, options, (response) => {
      response.resume()
      response.on("end", () => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] }))
      response.on("error", reject)
    })
    request.on("error", reject)
    request.end(raw)
  })
