import { sql } from "drizzle-orm"
import { Pool } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { databaseOn } from "./client"
import { nameStatementsOf } from "./named-statements"
import { testDatabase, type TestDatabase } from "./testing"

let store: TestDatabase
let pool: Pool
beforeAll(async () => {
  store = await testDatabase()
  pool = new Pool({ connectionString: store.url, max: 1, pipeline: true })
  nameStatementsOf(pool)
})
afterAll(async () => {
  await pool.end()
  await store.drop()
})

type Prepared = { name: string; statement: string }

const prepared = async (text: string): Promise<Prepared[]> =>
  (await pool.query<Prepared>("select name, statement from pg_prepared_statements")).rows.filter(({ statement }) =>
    statement.includes(text),
  )

test("a statement that comes again is prepared once, by a name that tells nothing of its values", async () => {
  const lookUp = async (value: string) => (await databaseOn(pool).execute(sql`select ${value}::text as looked_up`)).rows
  expect(await lookUp("reem@example.com")).toEqual([{ looked_up: "reem@example.com" }])
  expect(await prepared("looked_up")).toEqual([])
  expect(await lookUp("omar@example.com")).toEqual([{ looked_up: "omar@example.com" }])
  expect(await lookUp("lina@example.com")).toEqual([{ looked_up: "lina@example.com" }])
  expect(await prepared("looked_up")).toEqual([{ name: expect.stringMatching(/^s[\w-]{20}$/), statement: "select $1::text as looked_up" }])
})

test("a statement whose text grows with its list is not kept", async () => {
  const list = sql.join(
    Array.from({ length: 17 }, (_, at) => sql`${at}::int`),
    sql`, `,
  )
  for (let times = 0; times < 3; times += 1) await databaseOn(pool).execute(sql`select 1 as listed where 1 in (${list})`)
  expect(await prepared("listed")).toEqual([])
})

test("statements of one name leave side by side, and each gets its own answer", async () => {
  const db = databaseOn(pool)
  const answers = await db.transaction((tx) =>
    Promise.all(
      Array.from(
        { length: 20 },
        async (_, at) => (await tx.execute<{ n: number }>(sql`select ${at}::int as n, 'side' as side`)).rows[0]?.n,
      ),
    ),
  )
  expect(answers).toEqual(Array.from({ length: 20 }, (_, at) => at))
})
