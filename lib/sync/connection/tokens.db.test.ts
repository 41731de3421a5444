import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { crmConnections } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { CrmToken } from "@/lib/crm/hooks"
import { CrmFailure } from "@/lib/crm/provider"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"
import { openConnection } from "./crm-connection"
import { sharedTokens } from "./tokens"

vi.hoisted(() => vi.stubEnv("CREDENTIALS_KEY", "a key of the tests"))

let database: TestDatabase
let now = Date.UTC(2026, 8, 1, 8)
const at = () => ({ db: database.db, crm: hubspotCrm(), now: () => new Date(now) })
beforeAll(async () => {
  database = await testDatabase()
  await openConnection(at())
})
beforeEach(async () => {
  await database.db.update(crmConnections).set({ token: null })
})
afterAll(() => database.drop())

const HOUR_MS = 3_600_000
let serial = 0
function issue(): CrmToken {
  serial += 1
  return { accessToken: `access-${serial}`, expiresAt: new Date(now + HOUR_MS), refreshToken: `refresh-${serial}`, baseUrl: null }
}

test("of many processes that ask at once one fetches a token, and all use it", async () => {
  let fetches = 0
  const fetch = async () => {
    fetches += 1
    return await Promise.resolve(issue())
  }
  const first = await Promise.all(Array.from({ length: 8 }, () => sharedTokens(at()).renew(null, fetch)))
  expect(fetches).toBe(1)
  expect(new Set(first.map(({ accessToken }) => accessToken)).size).toBe(1)
  const [stale] = first
  const second = await Promise.all(Array.from({ length: 8 }, () => sharedTokens(at()).renew(stale ?? null, fetch)))
  expect(fetches).toBe(2)
  expect(await sharedTokens(at()).current()).toEqual(second[0])
})

test("a renewal is given the newest refresh token, also when the one at hand is older", async () => {
  const tokens = sharedTokens(at())
  const old = await tokens.renew(null, () => Promise.resolve(issue()))
  const newer = await tokens.renew(old, () => Promise.resolve(issue()))
  now += 2 * HOUR_MS
  let given: CrmToken | null = null
  await tokens.renew(old, (newest) => {
    given = newest
    return Promise.resolve(issue())
  })
  expect(given).toEqual(newer)
})

test("a token that could not be fetched leaves the one before in place", async () => {
  const tokens = sharedTokens(at())
  const kept = await tokens.renew(null, () => Promise.resolve(issue()))
  await expect(tokens.renew(kept, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused")
  expect(await tokens.current()).toEqual(kept)
})

test("a token whose transaction was lost over the call is kept all the same, because the one before is used up", async () => {
  const tokens = sharedTokens(at())
  const before = await tokens.renew(null, () => Promise.resolve(issue()))
  const after = await tokens.renew(before, async () => {
    await database.db.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
    )
    return issue()
  })
  expect(after.accessToken).not.toBe(before.accessToken)
  expect(await tokens.current()).toEqual(after)
})

test("a process that died before it kept a token leaves the one before to be used again", async () => {
  const tokens = sharedTokens(at())
  const before = await tokens.renew(null, () => Promise.resolve(issue()))
  const died = () => Promise.reject(new CrmFailure({ kind: "lost" }, "sign-in"))
  await expect(tokens.renew(before, died)).rejects.toThrow("lost")
  const refreshed: (string | null | undefined)[] = []
  await tokens.renew(before, (newest) => {
    refreshed.push(newest?.refreshToken)
    return Promise.resolve(issue())
  })
  expect(refreshed).toEqual([before.refreshToken])
})

test("the database holds no token that could be read without the key", async () => {
  const { accessToken, refreshToken } = await sharedTokens(at()).renew(null, () => Promise.resolve(issue()))
  const rows = JSON.stringify(await database.db.select().from(crmConnections))
  for (const secret of [accessToken, refreshToken ?? ""]) {
    expect(rows).not.toContain(secret)
    expect(rows).not.toContain(Buffer.from(secret).toString("base64").slice(0, -4))
  }
})

test("a token is used for the account alone that it was given for", async () => {
  const of = (baseUrl: string) => sharedTokens({ ...at(), crm: hubspotCrm({ baseUrl, appId: "1" }) })
  const before = await of("https://one.example").renew(null, () => Promise.resolve(issue()))
  expect(await sharedTokens({ ...at(), crm: hubspotCrm({ appId: "1", baseUrl: "https://one.example" }) }).current()).toEqual(before)
  expect(await of("https://two.example").current()).toBeNull()
  const after = await of("https://two.example").renew(null, () => Promise.resolve(issue()))
  expect(after.accessToken).not.toBe(before.accessToken)
})
