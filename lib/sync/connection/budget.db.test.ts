import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crmBudget } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { CrmCall } from "@/lib/crm/hooks"
import {
  admitCall,
  blockCalls,
  countFailure,
  isBlocked,
  isNearlySpent,
  noteAnswers,
  openBudget,
  setBudgetZone,
  unblockCalls,
} from "./budget"

let database: TestDatabase
const START = Date.UTC(2026, 8, 1, 8)
beforeAll(async () => {
  database = await testDatabase()
  await openBudget(database.db, new Date(START))
})
afterAll(() => database.drop())

test("many processes together never exceed the limit in any ten seconds, and use nineteen twentieths of it", async () => {
  await database.db.update(crmBudget).set({ burstMax: 100 })
  const admitted: number[] = []
  for (let at = START; at < START + 40_000; at += 50) {
    const answers = await Promise.all(Array.from({ length: 4 }, () => admitCall(database.db, "burst", new Date(at))))
    for (const answer of answers) if (answer.ok) admitted.push(at)
  }
  for (const from of admitted) expect(admitted.filter((at) => at >= from && at < from + 10_000).length).toBeLessThanOrEqual(100)
  expect(admitted.filter((at) => at >= START + 20_000 && at < START + 30_000).length).toBeGreaterThanOrEqual(94)
})

test("searches keep to their own second", async () => {
  const admitted: number[] = []
  for (let at = START + 60_000; at < START + 70_000; at += 25)
    if ((await admitCall(database.db, "search", new Date(at))).ok) admitted.push(at)
  for (const from of admitted) expect(admitted.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(5)
  expect(admitted.length).toBeGreaterThan(35)
})

test("a day ends at midnight of the account's zone, and its calls with it", async () => {
  await database.db.update(crmBudget).set({ dayMax: 100, blockedUntil: null })
  await setBudgetZone(database.db, "America/New_York")
  await setBudgetZone(database.db, "Not/AZone")
  const evening = new Date("2026-09-02T03:59:00Z")
  await noteAnswers(database.db, [call({ dailyMax: 100, dailyLeft: 10, burstMax: null })], evening)
  // Midnight in Dubai has long passed; New York's is a minute away.
  expect(await isNearlySpent(database.db, evening, 70)).toBe(true)
  await noteAnswers(database.db, [call(null)], evening)
  expect(await isNearlySpent(database.db, new Date("2026-09-02T03:59:59Z"), 70)).toBe(true)
  const morning = new Date("2026-09-02T04:00:01Z")
  expect(await isNearlySpent(database.db, morning, 70)).toBe(false)
  await noteAnswers(database.db, [call(null)], morning)
  expect(await isNearlySpent(database.db, morning, 70)).toBe(false)
})

const call = (quota: CrmCall["quota"]): CrmCall => ({
  operation: "contacts.read",
  status: 200,
  problem: null,
  durationMs: 1,
  correlationId: null,
  quota,
})

test("a block holds for everybody, a longer one is not shortened, and it ends by itself", async () => {
  const now = START + 100_000
  await blockCalls(database.db, new Date(now + 60_000), "quota")
  await blockCalls(database.db, new Date(now + 1_000), "burst")
  expect(await admitCall(database.db, "burst", new Date(now + 30_000))).toMatchObject({ ok: false, why: "quota" })
  expect(await isBlocked(database.db, new Date(now + 61_000))).toBe(false)
  expect((await admitCall(database.db, "burst", new Date(now + 61_000))).ok).toBe(true)
})

test("failures in a row open the breaker for longer and longer, and an admin can close it", async () => {
  const now = new Date(START + 400_000)
  await unblockCalls(database.db)
  for (let n = 0; n < 3; n += 1) await countFailure(database.db, now)
  expect(await isBlocked(database.db, now)).toBe(false)
  await countFailure(database.db, now)
  expect(await isBlocked(database.db, now)).toBe(true)
  await unblockCalls(database.db)
  expect(await isBlocked(database.db, now)).toBe(false)
  const { rows } = await database.db.execute<{ failures: number }>(sql`select failures from crm_budget`)
  expect(rows[0]?.failures).toBe(0)
})
