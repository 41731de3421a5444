import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { eq } from "drizzle-orm"
import pino from "pino"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { crmConnections, crmInbox, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { signHubspot } from "@/lib/crm/hubspot/signature"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { saveConnection } from "@/lib/sync/manage-connections"
import { acceptWebhook, type IntakeDeps } from "./accept-webhook"
import { accountSecrets } from "./account-secrets"
import { createInbox } from "./inbox"
import { createPublicFormLimiter } from "./public-form-limiter"

vi.hoisted(() => vi.stubEnv("CREDENTIALS_KEY", "a key of the tests"))

/** Two accounts of one kind at one address, each with a secret of its own; and the secret of the installation. */
let database: TestDatabase
let server: Server
let ctx: Ctx
let address = ""
beforeAll(async () => {
  database = await testDatabase()
  const id = newId()
  await database.db.insert(users).values({ id, name: "Dana Admin", email: "dana@falcon.example", role: "admin", passwordHash: "x" })
  ctx = testCtx(database.db, { kind: "user", id, name: "Dana Admin", role: "admin" }, () => new Date())
  for (const [account, clientSecret] of [
    ["111", "the-secret-of-one"],
    ["222", "the-secret-of-two"],
  ] as const) {
    const name = await saveConnection(ctx, { kind: "hubspot", fields: { accessToken: "t", clientSecret } })
    await database.db.update(crmConnections).set({ accountId: account }).where(eq(crmConnections.name, name))
  }
  const deps: IntakeDeps = {
    inbox: createInbox(database.pool),
    secretsOf: () => ({ secrets: ["the-installation's"] }),
    accountSecretsOf: accountSecrets(database.db),
    formLimiter: createPublicFormLimiter(database.pool),
    log: pino({ level: "silent" }),
  }
  server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
      const raw = Buffer.concat(parts)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const answer = await acceptWebhook(deps, "hubspot", {
        method: "POST",
        url: new URL(address),
        headers,
        raw,
        remoteAddress: null,
        now: new Date(),
      })
      response.writeHead(answer.status).end()
    })()
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/hubspot`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await database.drop()
})

let serial = 0
/** What was noted to be looked at, and for whom, after this notice. */
async function told(portalId: number, secret: string): Promise<{ status: number; noted: string[] }> {
  serial += 1
  const body = JSON.stringify([
    { subscriptionType: "contact.propertyChange", portalId, objectId: serial, occurredAt: 1, propertyName: "email" },
  ])
  const timestamp = String(Date.now())
  const headers = {
    "x-hubspot-request-timestamp": timestamp,
    "x-hubspot-signature-v3": signHubspot(secret, "POST", address, Buffer.from(body), timestamp),
  }
  const { status } = await fetch(address, { method: "POST", headers, body })
  await drainAll(ctx)
  const rows = await database.db
    .select()
    .from(crmInbox)
    .where(eq(crmInbox.externalId, String(serial)))
  return { status, noted: rows.map(({ provider }) => provider) }
}

test("a notice goes to the connection of the account that it is of, by whichever secret it may be signed", async () => {
  expect(await told(111, "the-secret-of-one")).toEqual({ status: 200, noted: ["hubspot"] })
  expect(await told(222, "the-secret-of-two")).toEqual({ status: 200, noted: ["hubspot_2"] })
  expect(await told(222, "the-installation's")).toEqual({ status: 200, noted: ["hubspot_2"] })
})

test("one account's secret tells nothing of the other, and an account that is not connected is nobody's", async () => {
  expect(await told(111, "the-secret-of-two")).toEqual({ status: 200, noted: [] })
  expect(await told(333, "the-installation's")).toEqual({ status: 200, noted: [] })
  expect((await told(111, "a-made-up-secret")).status).toBe(401)
})
