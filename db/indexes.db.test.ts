import { sql } from "drizzle-orm"
import { PgDialect } from "drizzle-orm/pg-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { searchFor } from "@/lib/leads/search-leads"
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
