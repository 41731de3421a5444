import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import pino from "pino"
import type { TestDatabase } from "@/db/testing"
import type { Channel } from "@/lib/core/channels"
import { acceptWebhook, type IntakeDeps } from "@/lib/intake/doors/accept-webhook"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"

/** The webhook server as the app has it, at a test's own time. `connection`: the secret is its own. */
export type WebhookDoor = { url: string; close: () => Promise<void> }

export async function openWebhookDoor(
  { pool }: Pick<TestDatabase, "pool">,
  { channel, secret, connection }: { channel: Channel; secret: string; connection?: string | undefined },
  now: () => Date,
): Promise<WebhookDoor> {
  const deps: IntakeDeps = {
    inbox: createInbox(pool),
    secretsOf: () => (connection === undefined ? { secrets: [secret] } : undefined),
    accountSecretsOf: () => Promise.resolve(connection === undefined ? [] : [{ name: connection, secret }]),
    formLimiter: createPublicFormLimiter(pool),
    log: pino({ level: "silent" }),
  }
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const url = new URL(request.url ?? "/", `http://${request.headers.host}`)
      const raw = Buffer.concat(parts)
      const answer = await acceptWebhook(deps, channel, { method: "POST", url, headers, raw, remoteAddress: null, now: now() })
      response.writeHead(answer.status, { "content-type": "application/json" })
      response.end(JSON.stringify(answer.body))
    })()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/webhooks/${channel}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close").catch(() => undefined)
    },
  }
}
