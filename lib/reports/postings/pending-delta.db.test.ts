import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { newId } from "@/lib/platform/ids"
import { History } from "@/lib/reports/testing/random-history"
import { readReports, UNCOUNTED_MAX } from "@/lib/reports/query/reader"
import { readOverview } from "@/lib/reports/figures/reports"
import { ReportQuery } from "@/lib/core/filters/reports"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const markDirty = (ids: string, times: number) =>
  database.db.execute(sql`insert into report_dirty (lead_id, cause) select ${sql.raw(ids)}, 'events' from generate_series(1, ${times}) n`)
const overview = () => readReports(testCtx(database.db), ReportQuery.parse({ from: "2026-01-01", to: "2026-12-31" }), readOverview)

test("a lead that is marked thousands of times is one lead, and crowds no other out", async () => {
  const history = new History(testCtx(database.db), [])
  await markDirty(`'${newId()}'::uuid`, 5000)
  await history.arrive(5, "website")
  await markDirty(`'${newId()}'::uuid`, 5000)
  const { current, uncounted } = await overview()
  expect([current.totals.leads, uncounted]).toEqual([1, 0])
})

test("what a reader cannot count is told in leads, as far as it looks", async () => {
  await markDirty("gen_random_uuid()", 1001)
  expect((await overview()).uncounted).toBeGreaterThan(0)
  expect((await overview()).uncounted).toBeLessThan(10)
  await markDirty("gen_random_uuid()", 4000)
  expect((await overview()).uncounted).toBe(UNCOUNTED_MAX)
})

test("the marks are walked down the index, however many there are", async () => {
  await markDirty("gen_random_uuid()", 20_000)
  await database.db.execute(sql`analyze report_dirty`)
  const before = await wholeReads()
  await overview()
  expect((await wholeReads()) - before).toBe(0)
  await database.db.execute(sql`select max(cause) from report_dirty`)
  expect((await wholeReads()) - before).toBe(1)
})

/** How often the table of marks was read from end to end. */
async function wholeReads(): Promise<number> {
  await database.db.execute(sql`select pg_stat_force_next_flush()`)
  const { rows } = await database.db.execute<{ n: number }>(
    sql`select coalesce(seq_scan, 0)::int as n from pg_stat_user_tables where relname = 'report_dirty'`,
  )
  return rows[0]?.n ?? 0
}
