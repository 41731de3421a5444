import { request as httpRequest } from "node:http"
import { createServer, type Server } from "node:http"
import { once } from "node:events"
import { eq, sql } from "drizzle-orm"
import pino from "pino"
import { Pool } from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inboundEvents } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { sampleBody, websiteBody, type Sample } from "@/lib/channels/fixtures/bodies"
import { formRequest, signedRequest, type SignedRequest } from "@/lib/channels/fixtures/signed-request"
import { adapterFor } from "@/lib/channels/registry"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "./inbox"
import { startIngestServer, type IngestServer } from "@/lib/runtime/ingest-server"
import { createPublicFormLimiter } from "./public-form-limiter"
import type { IntakeDeps } from "./accept-webhook"

/**
 * The contract of every webhook, against both servers: the app's route handler and the intake server, each over real
 * HTTP and a real database.
 */
const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
const OLD_SECRET = "whsec_b2xkIHNlY3JldCBvbGQgc2VjcmV0IG9sZCEhISEhISE="
const SECRETS = {
  website: [SECRET, OLD_SECRET],
  erp: [SECRET],
  chatbot: [SECRET],
  crisp: ["crisp"],
  botspace: ["bs"],
  ziwo: ["zw"],
} as const
const CHANNELS = ["website", "erp", "chatbot", "crisp", "botspace", "ziwo"] as const

let database: TestDatabase
let isDatabaseDown = false
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const depsOn = (pool: Pool): IntakeDeps => ({
  inbox: { store: (delivery) => (isDatabaseDown ? broken.store(delivery) : createInbox(pool).store(delivery)) },
  secretsOf: (channel) => {
    if (channel === "website") return { secrets: SECRETS.website, formKey: "fk", formOrigins: ["https://www.falcon-cars.example"] }
    return channel in SECRETS ? { secrets: SECRETS[channel as keyof typeof SECRETS] } : undefined
  },
  formLimiter: createPublicFormLimiter(pool, { perAddressPerMinute: 5, overallPerMinute: 1000 }),
  log: pino({ level: "silent" }),
})

/** A pool that reaches no server: what intake sees when PostgreSQL is down. */
const broken = createInbox(new Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none", connectionTimeoutMillis: 500 }))

type Mount = { port: number; close: () => Promise<void> }

async function thinServer(deps: IntakeDeps): Promise<Mount> {
  const server: IngestServer = await startIngestServer({
    port: 0,
    publicBaseUrl: new URL("https://leads.example.com"),
    deps,
    isReady: async () => true,
  })
  return server
}

/** The route module behind a bare HTTP server that hands it web requests, as Next does. */
async function routeHandler(deps: IntakeDeps): Promise<Mount> {
  Object.assign(globalThis, { oneleadIntake: deps })
  const route = await import("@/app/api/webhooks/[channel]/route")
  const server: Server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "/", "http://leads.example.com")
    const channel = url.pathname.split("/").at(-1) ?? ""
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        incoming.on("data", (chunk: Buffer) => controller.enqueue(new Uint8Array(chunk)))
        incoming.on("end", () => controller.close())
        incoming.on("error", (error) => controller.error(error))
      },
      cancel: () => void incoming.resume(),
    })
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
    const request = new Request(url, {
      method: "POST",
      headers: [...headers, ["x-forwarded-for", "127.0.0.1"]],
      body,
      duplex: "half",
    } as RequestInit)
    void route.POST(request, { params: Promise.resolve({ channel }) }).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  server.listen(0)
  await once(server, "listening")
  const address = server.address()
  return {
    port: typeof address === "object" && address ? address.port : 0,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

let serial = 0
const sample = (given: Partial<Sample> = {}): Sample => ({
  id: `c-${(serial += 1)}`,
  at: new Date(),
  name: "Layla Haddad",
  phone: `+9715012${String(10_000 + serial).slice(-5)}`,
  text: "Hi",
  ...given,
})

describe.each([
  ["thin server", thinServer],
  ["route handler", routeHandler],
] as const)("%s", (mountName, mount) => {
  let at: Mount
  beforeAll(async () => {
    at = await mount(depsOn(database.pool))
  })
  afterAll(() => at.close())

  const send = async (request: SignedRequest, options: { chunked?: boolean } = {}) =>
    await new Promise<{ status: number; headers: Record<string, unknown>; body: Record<string, unknown> }>((resolve, reject) => {
      const headers = options.chunked ? request.headers : { ...request.headers, "content-length": String(request.body.byteLength) }
      const outgoing = httpRequest({ port: at.port, path: request.path, method: "POST", headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on("data", (chunk: Buffer) => chunks.push(chunk))
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: JSON.parse(Buffer.concat(chunks).toString() || "{}") }),
        )
      })
      outgoing.on("error", reject)
      outgoing.end(request.body)
    })
  const signed = (
    channel: (typeof CHANNELS)[number],
    body: Record<string, unknown> | Buffer,
    given: { secret?: string; now?: Date; deliveryId?: string } = {},
  ) =>
    signedRequest(channel, body, {
      secret: given.secret ?? SECRETS[channel][0],
      now: given.now ?? new Date(),
      deliveryId: given.deliveryId ?? `${mountName}-${(serial += 1)}`,
    })
  const stored = async (id: unknown) =>
    (
      await database.db
        .select()
        .from(inboundEvents)
        .where(eq(inboundEvents.id, String(id)))
    )[0]

  test.each(CHANNELS)("%s: an authentic event is answered 202 after it is stored, byte for byte", async (channel) => {
    const request = signed(channel, sampleBody(channel, sample()))
    const answer = await send(request)
    expect(answer).toMatchObject({ status: 202, body: { duplicate: false } })
    expect((await stored(answer.body["id"]))?.raw.equals(request.body)).toBe(true)
  })

  test.each(CHANNELS)("%s: a repeat is answered with the first receipt and stored once", async (channel) => {
    const request = signed(channel, sampleBody(channel, sample()))
    const first = await send(request)
    const again = await Promise.all([send(request), send(request), send(request)])
    for (const answer of again) expect(answer).toMatchObject({ status: 202, body: { id: first.body["id"], duplicate: true } })
  })

  test.each(["website", "erp", "chatbot", "crisp"] as const)(
    "%s: tampered, stale, future and unsigned requests are refused and stored nowhere",
    async (channel) => {
      const before = await database.db.execute(sql`select count(*)::int as n from inbound_events`)
      const good = signed(channel, sampleBody(channel, sample()))
      const tampered = { ...good, body: Buffer.concat([good.body, Buffer.from(" ")]) }
      const stale = signed(channel, sampleBody(channel, sample()), { now: new Date(Date.now() - 400_000) })
      const future = signed(channel, sampleBody(channel, sample()), { now: new Date(Date.now() + 400_000) })
      const unsigned = { ...good, headers: { "content-type": "application/json" } }
      for (const request of [tampered, stale, future, unsigned])
        expect(await send(request)).toMatchObject({ status: 401, body: { error: { code: "unauthenticated" } } })
      const after = await database.db.execute(sql`select count(*)::int as n from inbound_events`)
      expect(after.rows).toEqual(before.rows)
    },
  )

  test("during a rotation the old secret and the new one are both accepted", async () => {
    expect(await send(signed("website", websiteBody(sample()), { secret: OLD_SECRET }))).toMatchObject({ status: 202 })
    expect(await send(signed("website", websiteBody(sample()), { secret: SECRET }))).toMatchObject({ status: 202 })
  })

  test("an unknown channel, a closed one and `__proto__` are answered 404", async () => {
    for (const path of ["/api/webhooks/telegram", "/api/webhooks/hubspot", "/api/webhooks/walk_in", "/api/webhooks/__proto__"]) {
      expect(await send({ method: "POST", path, headers: {}, body: Buffer.from("{}") })).toMatchObject({ status: 404 })
    }
  })

  test("a body over 256 kB is cut off with 413, declared or streamed", async () => {
    const large = signed("website", Buffer.alloc(300 * 1024, 32))
    expect((await send(large)).status).toBe(413)
    expect((await send(large, { chunked: true })).status).toBe(413)
  })

  test("authentic but unreadable bodies are kept, answered 202, and become dead letters with a reason", async () => {
    const bodies = [
      Buffer.from('{"a":'),
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      Buffer.from("["),
      Buffer.from("null"),
      Buffer.from(`${"[".repeat(5000)}${"]".repeat(5000)}`),
    ]
    for (const body of bodies) {
      const answer = await send(signed("website", body))
      expect(answer.status).toBe(202)
      await drainAll(testCtx(database.db))
      const row = await stored(answer.body["id"])
      expect(row).toMatchObject({ state: "dead", reason: expect.stringMatching(/\w/) })
      expect(row?.raw.equals(body)).toBe(true)
    }
  })

  test("NUL, lone surrogates and `__proto__` in a readable body are ingested, not fatal", async () => {
    const text = `{"submission_id":"odd-${mountName}","name":"Lay\\u0000la \\ud83d","phone":"+97150129${mountName === "thin server" ? "8001" : "8002"}","message":"a\\u0000b","__proto__":{"admin":true}}`
    const answer = await send(signed("website", Buffer.from(text)))
    await drainAll(testCtx(database.db))
    const row = await stored(answer.body["id"])
    expect(row).toMatchObject({ state: "done" })
    expect(row?.raw.toString()).toBe(text)
  })

  test("when the database is down the sender gets 503, and its retry is stored once", async () => {
    const request = signed("ziwo", sampleBody("ziwo", sample()))
    isDatabaseDown = true
    const refused = await send(request).finally(() => (isDatabaseDown = false))
    expect(refused).toMatchObject({ status: 503, headers: { "retry-after": expect.any(String) } })
    const accepted = await send(request)
    expect(accepted).toMatchObject({ status: 202, body: { duplicate: false } })
    expect(await send(request)).toMatchObject({ status: 202, body: { id: accepted.body["id"], duplicate: true } })
  })

  test("a browser form is redirected to its own site, honeypots are kept aside, floods are slowed down", async () => {
    const origin = "https://www.falcon-cars.example"
    const form = (fields: Record<string, string>, from = origin) =>
      formRequest({ submission_id: `f-${mountName}-${(serial += 1)}`, ...fields }, { formKey: "fk", origin: from })
    const home = await send(form({ name: "Layla", phone: "0501299991", _redirect: `${origin}/thanks` }))
    expect(home).toMatchObject({ status: 303, headers: { location: `${origin}/thanks`, "access-control-allow-origin": origin } })
    const trapped = await send(form({ name: "Bot", company_website: "spam" }))
    await drainAll(testCtx(database.db))
    expect(await stored(trapped.body["id"])).toMatchObject({ state: "quarantined", reason: expect.stringContaining("hidden field") })
    expect(await send(form({ name: "X" }, "https://evil.example"))).toMatchObject({ status: 401 })
    const flood = await Promise.all(Array.from({ length: 8 }, () => send(form({ name: "Y", phone: "0501299992" }))))
    expect(flood.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
    expect(flood.find(({ status }) => status === 429)?.headers).toHaveProperty("retry-after")
  })
})

test("every channel of the registry is covered by this contract", () => {
  for (const channel of CHANNELS) expect(adapterFor(channel)).toBeDefined()
})
