import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { z } from "zod"
import { callApi, type Answered } from "./api/api"
import { applySettings, controlRoutes } from "./control/control"
import type { SimAnswer } from "./api/http"
import { pageRoutes, type PageAnswer } from "./pages/page"
import type { SettingsGiven } from "./account/portal"
import { ApiProblem } from "./account/problems"
import { createWorld } from "./api/world"

/**
 * A HubSpot account on this machine: the API under its own paths, /__sim to control it, and pages at / to work in it as a
 * person would. Everything is in memory and gone at the end.
 */
export type SimulatorOptions = {
  /** 0, the default, takes any free port. */
  port?: number
  /** Loopback by default: the control API needs no token. */
  host?: string
  token?: string
  seed?: number
  /** With a start time the clock stands still between calls of /__sim/clock. */
  startAt?: number
  settings?: SettingsGiven
  /** The account's users; its own when none are given. */
  owners?: readonly { email: string; name: string }[]
}

export type Simulator = { url: string; port: number; close: () => Promise<void> }

export const DEFAULT_TOKEN = "pat-sim-00000000-0000-0000-0000-000000000001"
const MAX_BODY = 20 * 1024 * 1024

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = "127.0.0.1", token = DEFAULT_TOKEN, ...setup } = options
  let world = createWorld({ ...setup, token })
  const reset = (input: { settings: Parameters<typeof applySettings>[1]; seed?: number | undefined }): void => {
    world.webhooks.close()
    world = createWorld({ ...setup, token, ...(input.seed === undefined ? {} : { seed: input.seed }) })
    applySettings(world.portal, input.settings)
  }
  const server = createServer({ keepAliveTimeout: 5_000, maxHeaderSize: 64 * 1024 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`the simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      sendJson(response, { status: 500, body: { status: "error", message: "the simulator failed" } })
    })
  })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://simulator.local")
    const method = request.method ?? "GET"
    const raw = await readText(request)
    if (url.pathname.startsWith("/__sim/")) return sendJson(response, await control(request, method, url, raw))
    if (/^\/($|contacts|deals|activity|traffic|favicon)/.test(url.pathname)) return sendPage(response, page(request, method, url, raw))
    const at = world.portal.clock.now()
    const startedAt = performance.now()
    const { log } = world
    const answered = await callApi(world, { method, url, headers: headersOf(request), raw })
    log.add({ at, method, url: request.url ?? "/", durationMs: Math.round(performance.now() - startedAt), ...logged(answered) })
    sendAnswer(response, answered)
  }

  const control = async (request: IncomingMessage, method: string, url: URL, raw: string): Promise<SimAnswer> => {
    if (isForeign(request)) return { status: 403, body: { message: "Another site may not control the simulator." } }
    try {
      const body: unknown = raw === "" ? null : JSON.parse(raw)
      return await controlRoutes(world, method, url.pathname.slice("/__sim/".length), url.searchParams, body, reset)
    } catch (error) {
      if (error instanceof ApiProblem) return { status: error.status, body: { status: "error", ...error.body } }
      if (error instanceof z.ZodError) return { status: 400, body: { status: "error", message: z.prettifyError(error) } }
      if (error instanceof SyntaxError) return { status: 400, body: { status: "error", message: "The body is not JSON." } }
      throw error
    }
  }

  const page = (request: IncomingMessage, method: string, url: URL, raw: string): PageAnswer =>
    isForeign(request) ? { status: 403, html: "Another site may not edit here." } : pageRoutes(world, method, url, new URLSearchParams(raw))

  server.listen(port, host)
  await once(server, "listening")
  const address = server.address()
  const bound = typeof address === "object" && address !== null ? address.port : port
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    close: async () => {
      world.webhooks.close()
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A page of another origin could otherwise post into a simulator that runs on the developer's machine. */
function isForeign(request: IncomingMessage): boolean {
  const { origin } = request.headers
  return request.method !== "GET" && origin !== undefined && origin.replace(/^https?:\/\//, "") !== request.headers.host
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size <= MAX_BODY) parts.push(part)
  }
  return Buffer.concat(parts).toString("utf8")
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  )

function logged({ outcome, appId, correlationId, fault, requestBody, responseBody }: Answered) {
  const status = "answer" in outcome ? outcome.answer.status : typeof outcome.wire === "string" ? null : outcome.wire.status
  const headers = "answer" in outcome ? outcome.answer.headers : {}
  return { status, appId, correlationId, fault, requestBody, responseBody, headers }
}

function sendAnswer(response: ServerResponse, { outcome, correlationId }: Answered): void {
  if ("answer" in outcome) return sendJson(response, outcome.answer)
  const { wire } = outcome
  if (wire === "hang") return
  if (wire === "reset") {
    response.socket?.resetAndDestroy()
    return
  }
  response.writeHead(wire.status, {
    ...(wire.contentType === null ? {} : { "Content-Type": wire.contentType }),
    "X-HubSpot-Correlation-Id": correlationId,
  })
  response.end(wire.text)
}

function sendJson(response: ServerResponse, { status, body, headers = {} }: SimAnswer): void {
  if (response.headersSent || response.destroyed) return
  if (body === undefined) {
    response.writeHead(status, headers)
    response.end()
    return
  }
  const text = JSON.stringify(body)
  response.writeHead(status, { "Content-Type": "application/json;charset=utf-8", "Content-Length": Buffer.byteLength(text), ...headers })
  response.end(text)
}

function sendPage(response: ServerResponse, answer: PageAnswer): void {
  if ("location" in answer) {
    response.writeHead(303, { Location: answer.location })
    response.end()
    return
  }
  response.writeHead(answer.status, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'self'; connect-src 'self'",
    "Referrer-Policy": "same-origin",
  })
  response.end(answer.html)
}
