import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { LEAD_CHILDREN, LEAD_PROJECTIONS, LEAD_WITNESSES } from "./children"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test("every table with a lead id moves with its lead, is computed from it, or is declared a record of the past", async () => {
  const { rows } = await database.db.execute<{ table_name: string }>(sql`
    select table_name from information_schema.columns where table_schema = 'public' and column_name = 'lead_id' order by 1`)
  expect(rows.map(({ table_name }) => table_name)).toEqual([...Object.keys(LEAD_CHILDREN), ...LEAD_PROJECTIONS, ...LEAD_WITNESSES].sort())
})
