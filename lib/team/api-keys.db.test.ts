import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { apiKeys, auditLog } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { authenticateKey, createApiKey, listApiKeys, revokeApiKey } from "./api-keys"

const NOW = new Date("2026-03-20T08:00:00Z")

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const at = (now: Date) => testCtx(database.db, { kind: "system", name: "test" }, now)
const after = (ms: number) => at(new Date(NOW.getTime() + ms))

test("a key is shown once: neither the store nor the list can return it", async () => {
  const { id, key } = await createApiKey(at(NOW), { name: "bot", scopes: ["context"] })
  const [row] = await database.db.select().from(apiKeys).where(eq(apiKeys.id, id))
  expect(JSON.stringify([row, await listApiKeys(at(NOW))])).not.toContain(key.slice(8))
  expect((await listApiKeys(at(NOW))).map((one) => Object.keys(one))).not.toContainEqual(expect.arrayContaining(["digest"]))
  expect(await authenticateKey(at(NOW), key)).toEqual({ kind: "api_key", id, name: "bot", scopes: ["context"] })
})

test("its last use is kept to the minute", async () => {
  const { id, key } = await createApiKey(at(NOW), { name: "used", scopes: ["read"] })
  const lastUsed = async () => (await database.db.select().from(apiKeys).where(eq(apiKeys.id, id)))[0]?.lastUsedAt
  await authenticateKey(at(NOW), key)
  await authenticateKey(after(30_000), key)
  expect(await lastUsed()).toEqual(NOW)
  await authenticateKey(after(61_000), key)
  expect(await lastUsed()).toEqual(new Date(NOW.getTime() + 61_000))
})

test("it ends at its expiry, or when it is revoked, and both creating and revoking are audited", async () => {
  const { id, key } = await createApiKey(at(NOW), { name: "short", scopes: ["read"], expiresAt: new Date(NOW.getTime() + 1000) })
  await expect(authenticateKey(after(999), key)).resolves.toMatchObject({ id })
  await expect(authenticateKey(after(1000), key)).rejects.toMatchObject({ code: "unauthenticated" })
  const { id: other, key: revoked } = await createApiKey(at(NOW), { name: "revoked", scopes: ["full"] })
  await revokeApiKey(at(NOW), { id: other })
  await expect(authenticateKey(at(NOW), revoked)).rejects.toMatchObject({ code: "unauthenticated" })
  await expect(revokeApiKey(at(NOW), { id: other })).rejects.toMatchObject({ code: "not_found" })
  const traces = await database.db
    .select({ action: auditLog.action })
    .from(auditLog)
    .where(eq(auditLog.subject, other))
    .orderBy(auditLog.id)
  expect(traces).toEqual([{ action: "api_key.created" }, { action: "api_key.revoked" }])
})

test("only an admin creates, lists and revokes keys; a key with full scope does not", async () => {
  const actors = [
    ...(["agent", "senior_agent", "manager", "reviewer"] as const).map((role) => ({ kind: "user" as const, id: "u", name: "U", role })),
    { kind: "api_key" as const, id: "k", name: "K", scopes: ["full"] },
  ]
  for (const actor of actors) {
    const ctx = testCtx(database.db, actor, NOW)
    await expect(createApiKey(ctx, { name: "x", scopes: ["full"] })).rejects.toMatchObject({ code: "forbidden" })
    await expect(listApiKeys(ctx)).rejects.toMatchObject({ code: "forbidden" })
    await expect(revokeApiKey(ctx, { id: "x" })).rejects.toMatchObject({ code: "forbidden" })
  }
})
