import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crmBudget } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { CrmDb } from "./crm-connection"
import type { CrmCall } from "@/lib/crm/hooks"
import {
  admitCall,
  blockCalls,
  releaseSlot,
  countFailure,
  isBlocked,
  isNearlySpent,
  noteAnswers,
  openBudget,
  setBudgetZone,
  unblockCalls,
} from "./budget"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"

let database: TestDatabase
let at: CrmDb
const START = Date.UTC(2026, 8, 1, 8)
beforeAll(async () => {
  database = await testDatabase()
  at = { db: database.db, crm: hubspotCrm() }
  await openBudget(at, new Date(START))
})
afterAll(() => database.drop())

test("many processes together never exceed the limit in any ten seconds, and use nineteen twentieths of it", async () => {
  const admitted: number[] = []
  for (let now = START; now < START + 40_000; now += 50) {
    const answers = await Promise.all(Array.from({ length: 4 }, () => admitCall(at, { bucket: "burst" }, new Date(now))))
    for (const answer of answers) if (answer.ok) admitted.push(now)
  }
  for (const from of admitted) expect(admitted.filter((one) => one >= from && one < from + 10_000).length).toBeLessThanOrEqual(100)
  expect(admitted.filter((one) => one >= START + 20_000 && one < START + 30_000).length).toBeGreaterThanOrEqual(94)
})

test("searches keep to their own second", async () => {
  const admitted: number[] = []
  for (let now = START + 60_000; now < START + 70_000; now += 25)
    if ((await admitCall(at, { bucket: "search" }, new Date(now))).ok) admitted.push(now)
  for (const from of admitted) expect(admitted.filter((one) => one >= from && one < from + 1_000).length).toBeLessThanOrEqual(5)
  expect(admitted.length).toBeGreaterThan(35)
})

test("a day ends at midnight of the account's zone, and its calls with it", async () => {
  await database.db.update(crmBudget).set({ dayMax: 100, blockedUntil: null })
  await setBudgetZone(at, "America/New_York")
  await setBudgetZone(at, "Not/AZone")
  const evening = new Date("2026-09-02T03:59:00Z")
  await noteAnswers(at, [call({ dailyMax: 100, dailyLeft: 10, burstMax: null })], evening)
  // Midnight in Dubai has long passed; New York's is a minute away.
  expect(await isNearlySpent(at, evening, 70)).toBe(true)
  await noteAnswers(at, [call(null)], evening)
  expect(await isNearlySpent(at, new Date("2026-09-02T03:59:59Z"), 70)).toBe(true)
  const morning = new Date("2026-09-02T04:00:01Z")
  expect(await isNearlySpent(at, morning, 70)).toBe(false)
  await noteAnswers(at, [call(null)], morning)
  expect(await isNearlySpent(at, morning, 70)).toBe(false)
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
  await blockCalls(at, new Date(now + 60_000), "quota")
  await blockCalls(at, new Date(now + 1_000), "burst")
  expect(await admitCall(at, { bucket: "burst" }, new Date(now + 30_000))).toMatchObject({ ok: false, why: "quota" })
  expect(await isBlocked(at, new Date(now + 61_000))).toBe(false)
  expect((await admitCall(at, { bucket: "burst" }, new Date(now + 61_000))).ok).toBe(true)
})

test("failures in a row open the breaker for longer and longer, and an admin can close it", async () => {
  const now = new Date(START + 400_000)
  await unblockCalls(at)
  for (let n = 0; n < 3; n += 1) await countFailure(at, now)
  expect(await isBlocked(at, now)).toBe(false)
  await countFailure(at, now)
  expect(await isBlocked(at, now)).toBe(true)
  await unblockCalls(at)
  expect(await isBlocked(at, now)).toBe(false)
  const { rows } = await database.db.execute<{ failures: number }>(sql`select failures from crm_budget`)
  expect(rows[0]?.failures).toBe(0)
})

/** A CRM that counts in other ways: any five minutes, three calls at once, the last 24 hours. */
async function rolling(name: string): Promise<CrmDb> {
  const { definition } = hubspotCrm()
  const budget = { buckets: { burst: { windowMs: 300_000, max: 600 } }, day: { max: 1_000, isRolling: true }, slots: 3 }
  const other = { db: database.db, crm: { name, definition: { ...definition, budget } } }
  await openBudget(other, new Date(START))
  return other
}

test("a window of five minutes is kept wherever it begins", async () => {
  const other = await rolling("windows")
  const admitted: number[] = []
  for (let now = START; now < START + 900_000; now += 100) {
    const answer = await admitCall(other, { bucket: "burst" }, new Date(now))
    if (!answer.ok) continue
    admitted.push(now)
    if (answer.slot) await releaseSlot(other, answer.slot)
  }
  for (const from of admitted) expect(admitted.filter((one) => one >= from && one < from + 300_000).length).toBeLessThanOrEqual(600)
  expect(admitted.length).toBeGreaterThan(1_600)
})

test("no more calls are under way at once than there are slots, and a slot that was lost comes back", async () => {
  const other = await rolling("slots")
  const now = START + 3_600_000
  const answers = await Promise.all(Array.from({ length: 8 }, () => admitCall(other, { bucket: "burst" }, new Date(now))))
  const slots = answers.flatMap((answer) => (answer.ok && answer.slot ? [answer.slot] : []))
  expect(slots.length).toBe(3)
  await releaseSlot(other, slots[0] ?? "")
  expect((await admitCall(other, { bucket: "burst" }, new Date(now + 1_000))).ok).toBe(true)
  expect((await admitCall(other, { bucket: "burst" }, new Date(now + 2_000))).ok).toBe(false)
  expect((await admitCall(other, { bucket: "burst" }, new Date(now + 120_000))).ok).toBe(true)
})

test("calls of a rolling day leave it as they came, with no midnight", async () => {
  const other = await rolling("days")
  const evening = new Date("2026-09-02T19:59:00Z")
  await noteAnswers(other, [call({ dailyMax: 1_000, dailyLeft: 200, burstMax: null })], evening)
  expect(await isNearlySpent(other, evening, 70)).toBe(true)
  expect(await isNearlySpent(other, new Date(evening.getTime() + 2 * 3_600_000), 70)).toBe(true)
  expect(await isNearlySpent(other, new Date(evening.getTime() + 4 * 3_600_000), 70)).toBe(false)
})
