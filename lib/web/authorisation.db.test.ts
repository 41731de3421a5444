import { ENVIRONMENT_KEY, METRICS_TOKEN, TEST_SECRET } from "./testing/environment"
import { eq } from "drizzle-orm"
import { encode } from "next-auth/jwt"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { crmLoads, inboundEvents, leads, tasks, users, userSessions } from "@/db/schema"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { testHook } from "@/lib/hooks/deliveries"
import { createHook } from "@/lib/hooks/endpoints"
import { createImport } from "@/lib/imports/setup/create-import"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { createApiKey, revokeApiKey } from "@/lib/team/api-keys"
import { signOutSession } from "@/lib/team/sessions"
import { bearer, routeFolders, routeModule, routesUnderTest, type Credential, type RoutesUnderTest } from "./testing/routes"

/**
 * Who gets in where: every route of the app against every kind of caller. The table is written by hand, from what each
 * role is for; a route or a method that is not in it fails.
 */
let app: RoutesUnderTest
let leadId: string
let receipt: string
let importId: string
let hookId: string
let deliveryId: string
const loadId = newId()
const taskId = newId()
beforeAll(async () => {
  app = await routesUnderTest()
  const now = new Date()
  receipt = newId()
  const { ingested } = await app.database.db.transaction((tx) =>
    ingestEvents(
      tx,
      [{ event: sampleEvent({ identities: [phone("0501230001")], fields: [named("Layla Haddad")] }), receiptId: newId() }],
      now,
    ),
  )
  const [first] = ingested
  leadId = first?.outcome === "ingested" ? first.leadId : ""
  importId = (await createImport(testCtx(app.database.db), { fileName: "a.csv" }, Buffer.from("name\nAli"))).importId
  await app.database.db.insert(crmLoads).values({
    id: loadId,
    provider: "hubspot",
    kind: "trial",
    sendsThere: true,
    bringsHere: true,
    checkpoint: { phase: "leads", after: null },
    progressAt: now,
  })
  hookId = (await createHook(testCtx(app.database.db), { url: "https://receiver.example/all", events: ["lead.created"] })).id
  deliveryId = (await testHook(testCtx(app.database.db), { id: hookId })).deliveryId
  await app.database.db.insert(tasks).values({ id: taskId, leadId, kind: "custom", title: "Send the price list", dueAt: now })
  await app.database.db.insert(inboundEvents).values({
    id: receipt,
    channel: "website",
    idempotencyKey: "k",
    raw: Buffer.from("{}"),
    headers: {},
    trust: "signed",
    receivedAt: now,
    leadId,
    leadIds: [leadId],
  })
})
afterAll(() => app.database.drop())

const EVERY_ROLE = ["agent", "senior_agent", "manager", "reviewer", "admin"] as const
const CALLERS = ["stranger", ...EVERY_ROLE, "key:read", "key:write", "key:context", "key:metrics", "key:full"] as const
type Caller = (typeof CALLERS)[number]

/** `null`: not ours to judge here, with the reason. */
type Rule = { path: () => string; body?: unknown; allowed: readonly Caller[] } | null

const READERS = [...EVERY_ROLE, "key:read", "key:write", "key:full"] as const
const RULES: Record<string, Record<string, Rule>> = {
  "auth/[...nextauth]": { GET: null, POST: null }, // next-auth's own pages; signing in is tested by e2e
  health: { GET: { path: () => "/api/health", allowed: CALLERS } },
  ready: { GET: { path: () => "/api/ready", allowed: CALLERS } },
  "openapi.json": { GET: { path: () => "/api/openapi.json", allowed: CALLERS } },
  metrics: { GET: { path: () => "/api/metrics", allowed: ["key:metrics", "key:full"] } },
  live: { GET: { path: () => "/api/live", allowed: EVERY_ROLE } },
  "adjustments/export": { GET: { path: () => "/api/adjustments/export", allowed: ["manager", "admin", "key:full"] } },
  "leads/export": { GET: { path: () => "/api/leads/export", allowed: ["manager", "admin", "key:full"] } },
  "privacy/[id]": { GET: { path: () => `/api/privacy/${leadId}`, allowed: ["manager", "admin"] } },
  imports: { POST: { path: () => "/api/imports?fileName=a.csv", body: { name: "Ali" }, allowed: ["manager", "admin", "key:full"] } },
  "imports/[id]/failed-rows": {
    GET: { path: () => `/api/imports/${importId}/failed-rows`, allowed: ["manager", "admin", "key:full"] },
  },
  "crm-loads/[id]/lines": { GET: { path: () => `/api/crm-loads/${loadId}/lines`, allowed: ["manager", "admin", "key:full"] } },
  "webhooks/[channel]": { POST: null, OPTIONS: null, GET: null }, // authenticated by signature; see the contract of the webhooks
  "v1/leads": {
    GET: { path: () => "/api/v1/leads", allowed: READERS },
    POST: { path: () => "/api/v1/leads", body: { channel: "walk_in", name: "Omar" }, allowed: [...EVERY_ROLE, "key:write", "key:full"] },
  },
  "v1/leads/[id]": {
    GET: { path: () => `/api/v1/leads/${leadId}`, allowed: READERS },
    PATCH: { path: () => `/api/v1/leads/${leadId}`, body: { company: "Falcon" }, allowed: [...EVERY_ROLE, "key:write", "key:full"] },
  },
  "v1/leads/[id]/stage": {
    POST: {
      path: () => `/api/v1/leads/${leadId}/stage`,
      body: { to: "contacted" },
      allowed: ["agent", "senior_agent", "manager", "admin", "key:write", "key:full"],
    },
  },
  "v1/tasks": {
    GET: { path: () => "/api/v1/tasks", allowed: READERS },
    POST: {
      path: () => "/api/v1/tasks",
      body: () => ({ leadId, title: "Ring back", dueAt: "2030-01-01T08:00:00Z" }),
      allowed: [...EVERY_ROLE, "key:write", "key:full"],
    },
  },
  "v1/tasks/[id]/snooze": {
    POST: { path: () => `/api/v1/tasks/${taskId}/snooze`, body: { until: "tomorrow" }, allowed: [...EVERY_ROLE, "key:write", "key:full"] },
  },
  "v1/tasks/[id]/complete": { POST: null }, // an answer uses its task up; held to the same rule in lib/followups/tasks/tasks.db.test.ts
  "calendar/[token]": { GET: null }, // authenticated by the secret in its address; see lib/followups/calendar/calendar.db.test.ts
  "connections/callback": { GET: null }, // leads everybody to a page; whose it is, is judged in lib/sync/accounts/sign-in.db.test.ts
  "v1/events/[receipt]": { GET: { path: () => `/api/v1/events/${receipt}`, allowed: READERS } },
  "v1/duplicates": { GET: { path: () => "/api/v1/duplicates", allowed: ["manager", "reviewer", "admin", "key:full"] } },
  // An answer uses its item up, so these are held to the same rule in lib/duplicates/merge/merge-leads.db.test.ts.
  "v1/duplicates/[id]": { GET: null },
  "v1/duplicates/[id]/merge": { POST: null },
  "v1/duplicates/[id]/shared": { POST: null },
  "v1/duplicates/[id]/split": { POST: null },
  "v1/splits/[id]/undo": { POST: null },
  "v1/duplicates/[id]/distinct": { POST: null },
  "v1/duplicates/[id]/later": { POST: null },
  "v1/merges/[id]/undo": { POST: null },
  "v1/reports/[report]": {
    GET: { path: () => "/api/v1/reports/overview", allowed: ["agent", "senior_agent", "manager", "admin", "key:full"] },
  },
  "v1/hooks": {
    GET: { path: () => "/api/v1/hooks", allowed: ["admin", "key:full"] },
    POST: {
      path: () => "/api/v1/hooks",
      body: { url: "https://receiver.example/in", events: ["lead.created"] },
      allowed: ["admin", "key:full"],
    },
  },
  "v1/hooks/[id]": {
    GET: { path: () => `/api/v1/hooks/${hookId}`, allowed: ["admin", "key:full"] },
    PATCH: { path: () => `/api/v1/hooks/${hookId}`, body: { isActive: true }, allowed: ["admin", "key:full"] },
    DELETE: null, // uses its webhook up; held to the same rule in lib/hooks/hooks.db.test.ts
  },
  "v1/hooks/[id]/deliveries": { GET: { path: () => `/api/v1/hooks/${hookId}/deliveries`, allowed: ["admin", "key:full"] } },
  "v1/hooks/[id]/replay": {
    POST: {
      path: () => `/api/v1/hooks/${hookId}/replay`,
      body: () => ({ deliveries: [deliveryId] }),
      allowed: ["admin", "key:full"],
    },
  },
  "v1/hooks/[id]/test": { POST: { path: () => `/api/v1/hooks/${hookId}/test`, allowed: ["admin", "key:full"] } },
  "v1/hooks/[id]/rotate-secret": { POST: { path: () => `/api/v1/hooks/${hookId}/rotate-secret`, allowed: ["admin", "key:full"] } },
  "v1/hooks/samples": { GET: { path: () => "/api/v1/hooks/samples?event=lead.created", allowed: ["admin", "key:full"] } },
  "v1/context": { GET: { path: () => "/api/v1/context?phone=0501230001", allowed: [...READERS, "key:context"] } },
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
const cases = Object.entries(RULES).flatMap(([folder, methods]) =>
  Object.entries(methods).flatMap(([method, rule]) => (rule ? [{ folder, method, rule }] : [])),
)

async function statusOf(method: string, rule: NonNullable<Rule>, credential: Credential | null): Promise<number> {
  const response = await app.call(method, rule.path(), credential, typeof rule.body === "function" ? rule.body() : rule.body)
  await response.body?.cancel()
  return response.status
}

test("every route and method has a rule here, and every rule a route", async () => {
  const found = await Promise.all(
    routeFolders().map(async (folder) => [
      folder,
      Object.keys(await routeModule(folder))
        .filter((name) => METHODS.includes(name))
        .toSorted(),
    ]),
  )
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.entries(RULES).map(([folder, methods]) => [folder, Object.keys(methods).toSorted()])),
  )
})

describe.each(cases)("$method $folder", ({ method, rule }) => {
  test.each(CALLERS)("%s", async (caller) => {
    const status = await statusOf(method, rule, caller === "stranger" ? null : app.as[caller])
    if (rule.allowed.includes(caller)) expect(status).toBeLessThan(300)
    else expect([401, 403]).toContain(status)
  })
})

const guarded = cases.filter(({ rule }) => !rule.allowed.includes("stranger"))

describe("credentials that no longer hold, or never did", () => {
  const expectRefused = async (credential: Credential) => {
    for (const { method, rule } of guarded) expect(await statusOf(method, rule, credential), `${method} ${rule.path()}`).toBe(401)
  }

  test("a closed account is out at once", async () => {
    const id = newId()
    await app.database.db.insert(users).values({ id, email: "left@example.com", name: "Gone", role: "admin" })
    const credential = await app.session(id)
    expect((await app.call("GET", "/api/v1/leads", credential)).status).toBe(200)
    await app.database.db.update(users).set({ active: false }).where(eq(users.id, id))
    await expectRefused(credential)
  })

  test("a session that was ended is out at once, and a changed role counts from the next request", async () => {
    const id = newId()
    await app.database.db.insert(users).values({ id, email: "moves@example.com", name: "Moves", role: "manager" })
    const credential = await app.session(id)
    expect((await app.call("GET", "/api/leads/export", credential)).status).toBe(200)
    await app.database.db.update(users).set({ role: "agent" }).where(eq(users.id, id))
    expect((await app.call("GET", "/api/leads/export", credential)).status).toBe(403)
    await signOutSession(app.database.db, credential.sessionId)
    await expectRefused(credential)
  })

  test("a session of another person, an idle one and an old one are none", async () => {
    const { sessionId } = await app.session(app.userIds.admin)
    const stolen = await encode({ token: { sub: app.userIds.manager, sid: sessionId }, secret: TEST_SECRET })
    await expectRefused({ headers: { cookie: `next-auth.session-token=${stolen}` } })
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
    for (const times of [
      { createdAt: hoursAgo(9), lastSeenAt: hoursAgo(8.1) },
      { createdAt: hoursAgo(7 * 24 + 1), lastSeenAt: hoursAgo(0) },
    ]) {
      const credential = await app.session(app.userIds.admin)
      await app.database.db.update(userSessions).set(times).where(eq(userSessions.id, credential.sessionId))
      await expectRefused(credential)
    }
  })

  test("a token signed with another secret, or sent as a bearer, is no session", async () => {
    const { sessionId } = await app.session(app.userIds.admin)
    const claims = { sub: app.userIds.admin, sid: sessionId }
    const forged = await encode({ token: claims, secret: "another secret" })
    await expectRefused({ headers: { cookie: `next-auth.session-token=${forged}` } })
    await expectRefused(bearer(await encode({ token: claims, secret: TEST_SECRET })))
  })

  test("revoked, expired and unknown keys", async () => {
    const ctx = testCtx(app.database.db)
    const revoked = await createApiKey(ctx, { name: "old", scopes: ["full"] })
    await revokeApiKey(ctx, { id: revoked.id })
    const expired = await createApiKey(ctx, { name: "late", scopes: ["full"], expiresAt: new Date(Date.now() - 1000) })
    for (const key of [revoked.key, expired.key, "ol_unknown"]) await expectRefused(bearer(key))
  })

  test("another site cannot act with a colleague's cookie, not even without an Origin", async () => {
    const { cookie = "" } = app.as.admin.headers
    const elsewhere = [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://evil.example" }, {}]
    for (const { method, rule } of guarded.filter(({ method: verb }) => verb !== "GET")) {
      for (const headers of elsewhere)
        expect(await statusOf(method, rule, { headers: { cookie, ...(headers as Record<string, string>) } })).toBe(403)
    }
  })
})

test("the key of the environment has full scope, and the metrics token opens nothing but metrics", async () => {
  for (const { method, rule } of guarded) {
    const status = await statusOf(method, rule, bearer(ENVIRONMENT_KEY))
    expect(status === 401 ? rule.path() : "in").toBe(rule.path() === "/api/live" ? "/api/live" : "in")
    expect(await statusOf(method, rule, bearer(METRICS_TOKEN))).toBe(rule.path() === "/api/metrics" ? 200 : 401)
  }
})

test("an agent changes own and unowned leads, a senior any", async () => {
  const { db } = app.database
  await db.update(leads).set({ ownerId: app.userIds.senior_agent }).where(eq(leads.id, leadId))
  const edit = (role: "agent" | "senior_agent") => app.call("PATCH", `/api/v1/leads/${leadId}`, app.as[role], { company: role })
  const move = (role: "agent" | "senior_agent") => app.call("POST", `/api/v1/leads/${leadId}/stage`, app.as[role], { to: "qualified" })
  expect([(await edit("agent")).status, (await move("agent")).status]).toEqual([403, 403])
  expect([(await edit("senior_agent")).status, (await move("senior_agent")).status]).toEqual([200, 200])
  await db.update(leads).set({ ownerId: app.userIds.agent }).where(eq(leads.id, leadId))
  expect((await edit("agent")).status).toBe(200)
})
