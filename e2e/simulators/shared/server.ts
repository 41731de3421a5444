import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

/** The HTTP of a simulator: a call comes in as a value, an answer goes out as one. */
export type SimCall = { method: string; url: URL; headers: Readonly<Record<string, string>>; raw: string }

/** `body` is sent as JSON, `text` as it is. */
export type SimAnswer = { status: number; body?: unknown; text?: string; headers?: Record<string, string> }

/** `hang` keeps the connection open and silent; `reset` breaks it off. */
export type Wire = SimAnswer | "hang" | "reset"

export type SimServer = { url: string; port: number; close: () => Promise<void> }

const MAX_BODY = 20 * 1024 * 1024

/** Port 0 takes any free port. */
export async function serve(
  { port, host }: { port: number; host: string },
  answer: (call: SimCall) => Promise<Wire> | Wire,
): Promise<SimServer> {
  const server = createServer({ keepAliveTimeout: 5_000, maxHeaderSize: 64 * 1024 }, (request, response) => {
    callOf(request)
      .then(answer)
      .then((wire) => send(response, wire))
      .catch((error: unknown) => {
        process.stderr.write(`the simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        send(response, { status: 500, body: { status: "error", message: "the simulator failed" } })
      })
  })
  server.listen(port, host)
  await once(server, "listening")
  const address = server.address()
  const bound = typeof address === "object" && address !== null ? address.port : port
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A page of another origin could otherwise post into a simulator that runs on the developer's machine. */
export function isForeign({ method, headers }: SimCall): boolean {
  const { origin } = headers
  return method !== "GET" && origin !== undefined && origin.replace(/^https?:\/\//, "") !== headers["host"]
}

async function callOf(request: IncomingMessage): Promise<SimCall> {
  return {
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", `http://${request.headers.host ?? "simulator.local"}`),
    headers: headersOf(request),
    raw: await readText(request),
  }
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

function send(response: ServerResponse, wire: Wire): void {
  if (response.headersSent || response.destroyed || wire === "hang") return
  if (wire === "reset") {
    response.socket?.resetAndDestroy()
    return
  }
  const { status, body, headers = {} } = wire
  const text = wire.text ?? (body === undefined ? undefined : JSON.stringify(body))
  const type = body === undefined ? {} : { "Content-Type": "application/json;charset=utf-8" }
  response.writeHead(status, { ...type, ...(text === undefined ? {} : { "Content-Length": Buffer.byteLength(text) }), ...headers })
  response.end(text)
}
