import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { InboundAnswer } from "@/lib/channels/contract"
import { acceptWebhook, answerOptions, onlyPost, refusal, type IntakeDeps } from "@/lib/intake/doors/accept-webhook"
import { readBody } from "@/lib/intake/doors/read-body"
import { withDeadline } from "@/lib/platform/deadline"
import { senderAddress } from "@/lib/intake/doors/sender-address"

/**
 * The intake server: the same code as the app's route, without a framework, for installations whose webhooks outgrow
 * the app. Put it behind the proxy at /api/webhooks/.
 */
export type IngestServer = { port: number; close: () => Promise<void> }

type IngestOptions = {
  host?: string
  port: number
  publicBaseUrl: URL
  deps: IntakeDeps
  isReady: () => Promise<boolean>
  trustedProxies?: number
}

const PATH = /^\/api\/webhooks\/([^/?]+)$/

export async function startIngestServer(options: IngestOptions): Promise<IngestServer> {
  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      answer(options, request)
        .catch((error: unknown) => {
          options.deps.log.error({ err: error }, "the intake server failed")
          return refusal("unavailable", "Please send it again.", 5)
        })
        .then((result) => send(request, response, result))
    },
  )
  server.listen(options.port, options.host ?? "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  return { port: typeof address === "object" && address !== null ? address.port : options.port, close: () => closeServer(server) }
}

async function answer(options: IngestOptions, request: IncomingMessage): Promise<InboundAnswer> {
  const target = request.url ?? "/"
  // An absolute or malformed target would put another host into the address that signatures are checked against.
  if (!/^\/(?!\/)/.test(target)) return refusal("not_found", "There is nothing here.")
  const url = new URL(target, options.publicBaseUrl)
  if (url.pathname === "/api/health") return { status: 200, body: { status: "ok" } }
  if (url.pathname === "/api/ready")
    return (await withDeadline(options.isReady).catch(() => false))
      ? { status: 200, body: { status: "ready" } }
      : refusal("unavailable", "The database is not ready.", 2)
  const channel = PATH.exec(url.pathname)?.[1]
  if (channel === undefined) return refusal("not_found", "There is nothing here.")
  const headers = headersOf(request)
  if (request.method === "OPTIONS") return answerOptions(options.deps, channel, { headers })
  if (request.method !== "POST") return onlyPost()
  const body = await readBody(request, headers["content-length"])
  if (!body.ok) return refusal(body.code, body.message)
  return await acceptWebhook(options.deps, channel, {
    method: "POST",
    url,
    headers,
    raw: body.raw,
    remoteAddress: senderAddress({
      forwardedFor: headers["x-forwarded-for"],
      peer: request.socket.remoteAddress ?? null,
      trustedProxies: options.trustedProxies ?? 0,
    }),
    now: new Date(),
  })
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  )

/** A refused body is not read to its end, so its connection cannot be used again. */
function send(request: IncomingMessage, response: ServerResponse, result: InboundAnswer): void {
  const isCutOff = !request.complete
  const body = result.body === null ? null : JSON.stringify(result.body)
  response.writeHead(result.status, {
    ...(body === null ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    "cache-control": "no-store",
    ...(isCutOff ? { connection: "close" } : {}),
    ...result.headers,
  })
  response.end(body)
  if (isCutOff) request.resume()
}

/** Accepts nothing new, stores and answers what is in flight, then ends. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), 5_000)
  await closed
  clearTimeout(force)
}
