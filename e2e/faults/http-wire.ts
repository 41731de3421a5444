import { once } from "node:events"
import { createServer, request, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import type { Gate } from "./gate"
import type { Wire } from "./postgres-wire"

/** An HTTP proxy behind a gate: every call stops before it is carried out, and again before its answer is returned. */
export async function openHttpWire(target: string, gate: Gate): Promise<Wire> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const name = `${incoming.method} ${(incoming.url ?? "").split("?")[0]?.replace(/\d{6,}/, "<id>") ?? ""}`
      const raw = await bodyOf(incoming)
      await gate.pass(`before ${name}`)
      const answer = await forward(target, incoming, raw)
      await gate.pass(`after ${name}`)
      if (answer === null) outgoing.socket?.resetAndDestroy()
      else outgoing.writeHead(answer.status, answer.headers).end(answer.raw)
    })().catch(() => outgoing.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}

type Answer = { status: number; headers: Record<string, string>; raw: Buffer }

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of message as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

/** Null when the connection broke instead of an answer. */
async function forward(target: string, incoming: IncomingMessage, raw: Buffer): Promise<Answer | null> {
  const outgoing = request(new URL(incoming.url ?? "/", target), {
    method: incoming.method,
    headers: { ...incoming.headers, host: new URL(target).host },
    agent: false,
  })
  outgoing.end(raw)
  try {
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage]
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
    delete headers["transfer-encoding"]
    delete headers["connection"]
    return { status: answer.statusCode ?? 502, headers, raw: await bodyOf(answer) }
  } catch {
    return null
  }
}
