import "./testing/environment"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createApiKey } from "@/lib/team/api-keys"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { bearer, routesUnderTest, type Credential, type RoutesUnderTest } from "./testing/routes"

let app: RoutesUnderTest
beforeAll(async () => void (app = await routesUnderTest()))
afterAll(() => app.database.drop())

const withKey = (credential: Credential, key: string): Credential => ({ headers: { ...credential.headers, "idempotency-key": key } })

const walkIn = (credential: Credential, name: string) => app.call("POST", "/api/v1/leads", credential, { channel: "walk_in", name })

async function stored(): Promise<number> {
  const { rows } = await app.database.db.execute<{ n: number }>(sql`select count(*)::int as n from inbound_events`)
  return rows[0]?.n ?? 0
}

test("ten clicks with one idempotency key are done once, and all get the same answer", async () => {
  const before = await stored()
  const credential = withKey(app.as["key:write"], "walk-in-1")
  const first = await Promise.all(Array.from({ length: 10 }, () => walkIn(credential, "Layla")))
  const accepted = first.filter(({ status }) => status === 202)
  expect(accepted.length).toBeGreaterThan(0)
  expect(first.filter(({ status }) => status !== 202).map(({ status }) => status)).toEqual(Array(10 - accepted.length).fill(503))
  const again = await walkIn(credential, "Layla")
  expect(again.status).toBe(202)
  const ids = await Promise.all([...accepted, again].map(async (response) => ((await response.json()) as { id: string }).id))
  expect(new Set(ids).size).toBe(1)
  expect(await stored()).toBe(before + 1)
})

test("a repeat after the process died before it answered is the same walk-in", async () => {
  const before = await stored()
  const credential = withKey(app.as["key:write"], "walk-in-died")
  const first = (await (await walkIn(credential, "Dana")).json()) as { id: string }
  await app.database.db.execute(
    sql`update idempotency_keys set answer = null, created_at = created_at - interval '2 minutes' where key = 'walk-in-died'`,
  )
  expect(await (await walkIn(credential, "Dana")).json()).toMatchObject({ id: first.id })
  expect(await stored()).toBe(before + 1)
})

test("the same key for something else is refused, and another sender's key is another key", async () => {
  const before = await stored()
  expect((await walkIn(withKey(app.as["key:write"], "walk-in-2"), "Omar")).status).toBe(202)
  expect((await walkIn(withKey(app.as["key:write"], "walk-in-2"), "Hala")).status).toBe(422)
  expect((await walkIn(withKey(app.as["key:full"], "walk-in-2"), "Hala")).status).toBe(202)
  expect(await stored()).toBe(before + 2)
})

test("a request that was refused can be sent again with its key", async () => {
  const credential = withKey(app.as["key:write"], "walk-in-3")
  expect((await app.call("POST", "/api/v1/leads", credential, { channel: "walk_in" })).status).toBe(422)
  expect((await app.call("POST", "/api/v1/leads", credential, { channel: "walk_in", name: "Noor" })).status).toBe(202)
})

test("a key for lookups cannot find out quickly who is a customer", async () => {
  const ask = (at: number) => app.call("GET", `/api/v1/context?phone=%2B9715077${String(10_000 + at)}`, app.as["key:context"])
  const answers = await Promise.all(Array.from({ length: 60 }, async (_, at) => (await ask(at)).status))
  expect(answers.filter((status) => status === 404).length).toBeLessThanOrEqual(20)
  expect((await ask(98)).status).toBe(429)
  expect((await ask(99)).headers.get("retry-after")).not.toBeNull()
  expect((await app.call("GET", "/api/v1/context?phone=%2B971507799999", app.as["key:read"])).status).toBe(404)
})

test("a lookup asks about one number, and one about two contacts counts twice", async () => {
  const several = await app.call("GET", "/api/v1/context?phone=0501230001,0501230002", app.as["key:read"])
  expect(several.status).toBe(422)
  const { key } = await createApiKey(testCtx(app.database.db), { name: "chatbot", scopes: ["context"] })
  const ask = (at: number) => app.call("GET", `/api/v1/context?phone=%2B9715078${10_000 + at}&email=nobody${at}@example.com`, bearer(key))
  const answers = await Promise.all(Array.from({ length: 20 }, async (_, at) => (await ask(at)).status))
  expect(answers.filter((status) => status === 404)).toHaveLength(10)
})

test("no answer of the API may be kept on the way", async () => {
  for (const path of ["/api/v1/leads", "/api/v1/leads/00000000-0000-7000-8000-000000000000", "/api/v1/duplicates"])
    expect((await app.call("GET", path, app.as["key:full"])).headers.get("cache-control"), path).toBe("no-store")
})
