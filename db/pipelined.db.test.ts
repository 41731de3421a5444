import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "./testing"
import { pipelined } from "./pipelined"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await database.pool.query("create table noted (n int primary key)")
})
afterAll(() => database.drop())

const noted = async (): Promise<number[]> =>
  (await database.pool.query<{ n: number }>("select n from noted order by n")).rows.map(({ n }) => n)

test("statements that leave side by side run in the order in which they were given", async () => {
  await database.db.transaction((tx) =>
    pipelined(
      () => tx.execute(sql`insert into noted values (1), (2)`),
      () => tx.execute(sql`delete from noted where n = 1`),
      () => tx.execute(sql`insert into noted values (1)`),
    ),
  )
  expect(await noted()).toEqual([1, 2])
})

test("when one of them fails nothing stays, nothing runs after the rollback, and its own reason is given", async () => {
  const failing = database.db.transaction((tx) =>
    pipelined(
      () => tx.execute(sql`insert into noted values (7)`),
      async () => {
        await tx.execute(sql`select 1`)
        await tx.execute(sql`insert into noted values (8)`)
      },
      () => tx.execute(sql`insert into noted values (2)`),
      () => tx.execute(sql`insert into noted values (9)`),
    ),
  )
  await expect(failing).rejects.toMatchObject({ cause: { code: "23505" } })
  expect(await noted()).toEqual([1, 2])
})
