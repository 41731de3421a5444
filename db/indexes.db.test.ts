import { sql, type SQL } from "drizzle-orm"
import { PgDialect } from "drizzle-orm/pg-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { searchFor } from "@/lib/leads/search-leads"
import { findOverdue } from "@/lib/routing/find-breaches"
import { ResponseTargets } from "@/lib/core/response/targets"
import { DAY_MS } from "@/lib/core/time"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import type { Database } from "./client"
import { testDatabase, type TestDatabase } from "./testing"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test("no index is ordered in a way that newest-first queries cannot use", async () => {
  const { rows } = await database.pool.query(
    "select indexdef from pg_indexes where schemaname = 'public' and indexdef like '%DESC NULLS LAST%'",
  )
  expect(rows).toEqual([])
})

test("the first page of every order of leads is read from an index, not sorted", async () => {
  const client = await database.pool.connect()
  await client.query("set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off")
  const byName = "((case when name is null then '1' else '0' end) || left(search_text, 80)), id"
  for (const order of [
    "last_activity_at desc, id desc",
    "first_touch_at desc, id desc",
    "first_touch_at, id",
    "score desc, id desc",
    byName,
  ]) {
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain select * from leads where state = 'active' order by ${order} limit 50`,
    )
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n"), order).not.toContain("Sort")
  }
  client.release(true)
})

test("every part of a search is served by an index", async () => {
  const client = await database.pool.connect()
  await client.query("set enable_seqscan = off")
  for (const q of [
    "reem darwish",
    "rem darwesh",
    "haddad",
    "@falcon",
    "0501234567",
    "4567",
    "BK-2041",
    "019a0000-0000-7000-8000-000000000000",
  ]) {
    const { sql: text, params } = new PgDialect().sqlToQuery(sql`explain select id from leads where ${searchFor(q).found}`)
    const { rows } = await client.query<{ "QUERY PLAN": string }>(text, params)
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n"), q).not.toContain("Seq Scan")
  }
  client.release(true)
})

test("looking for missed targets reads the leads of these days alone, however many there are", async () => {
  const leadsOf = (count: number, at: Date) =>
    database.pool.query(
      `insert into leads (id, kind, first_channel, provenance, first_touch_at, last_activity_at, created_at, stage_id, stage_entered_at, updated_at)
       select gen_random_uuid(), 'lead', 'website', '{}', $2, $2, $2, 'new_lead', $2, $2 from generate_series(1, $1)`,
      [count, at],
    )
  const now = new Date()
  await leadsOf(20_000, new Date(now.getTime() - 60 * DAY_MS))
  await leadsOf(20, now)
  await database.pool.query("analyze leads")
  let statement = sql`select 1`
  const listening = {
    execute: async (asked: SQL) => {
      statement = asked
      return { rows: [] }
    },
  } as unknown as Database
  await findOverdue(listening, { targets: ResponseTargets.parse({}), calendar: WorkingTime.parse({}), now })
  const { rows } = await database.db.execute<{ "QUERY PLAN": string }>(sql`explain ${statement}`)
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n")
  expect(plan).toContain("leads_updated")
  expect(plan).not.toContain("Seq Scan on leads")
})
