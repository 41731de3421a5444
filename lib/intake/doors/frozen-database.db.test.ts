import pino from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Pool } from "pg"
import { createPool } from "@/lib/platform/database"
import { isDatabaseReady } from "@/db/ready"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { openStallingProxy, type StallingProxy } from "@/e2e/faults/stalling-proxy"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"
import { createInbox } from "./inbox"
import { startIngestServer, type IngestServer } from "@/lib/runtime/ingest-server"
import { createPublicFormLimiter } from "./public-form-limiter"

/** What senders get while PostgreSQL keeps its connections open and does not answer. */
const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
const DELIVERIES = 120
/** Providers give a delivery up after five seconds (HubSpot, Shopify); the margin is for a busy machine. */
const SENDER_PATIENCE_MS = 7_000

let store: TestDatabase
let proxy: StallingProxy
let pool: Pool
let server: IngestServer

beforeAll(async () => {
  store = await testDatabase()
  proxy = await openStallingProxy(store.url)
  pool = createPool("ingest", proxy.url)
  server = await startIngestServer({
    port: 0,
    publicBaseUrl: new URL("https://leads.example.com"),
    deps: {
      inbox: createInbox(pool),
      secretsOf: (channel) => (channel === "website" ? { secrets: [SECRET] } : undefined),
      formLimiter: createPublicFormLimiter(pool, { perAddressPerMinute: 5, overallPerMinute: 1000 }),
      log: pino({ level: "silent" }),
    },
    isReady: () => isDatabaseReady(pool),
  })
})

afterAll(async () => {
  await server.close()
  await pool.end()
  await proxy.close()
  await store.drop()
})

async function deliver(at: number): Promise<Response> {
  const body = websiteBody({ id: `frozen-${at}`, at: new Date(), phone: `+97150${String(4_000_000 + at)}`, text: "a car, please" })
  const request = signedRequest("website", body, { secret: SECRET, now: new Date(), deliveryId: `frozen-${at}` })
  return await fetch(`http://127.0.0.1:${server.port}${request.path}`, {
    method: "POST",
    headers: request.headers,
    body: new Uint8Array(request.body),
    signal: AbortSignal.timeout(SENDER_PATIENCE_MS),
  })
}

const askReady = (): Promise<Response> =>
  fetch(`http://127.0.0.1:${server.port}/api/ready`, { signal: AbortSignal.timeout(SENDER_PATIENCE_MS) })

const deliverAll = async (): Promise<Response[]> => await Promise.all(Array.from({ length: DELIVERIES }, (_, at) => deliver(at)))

test("every sender is asked to retry while the database is frozen, and nothing is lost or duplicated afterwards", async () => {
  expect((await deliver(-1)).status).toBe(202)
  proxy.stall()
  const [refused, ready] = await Promise.all([deliverAll(), askReady()])
  expect(ready.status).toBe(503)
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]))
  for (const { headers } of refused) expect(headers.get("retry-after")).toMatch(/^\d+$/)
  proxy.resume()
  const accepted = await deliverAll()
  expect(new Set(accepted.map(({ status }) => status))).toEqual(new Set([202]))
  const { rows } = await store.pool.query<{ stored: number }>("select count(*)::int as stored from inbound_events")
  expect(rows[0]?.stored).toBe(DELIVERIES + 1)
})
