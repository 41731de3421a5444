import { sql } from "drizzle-orm"
import type { Pool } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { databaseOn } from "@/db/client"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { openStallingProxy, type StallingProxy } from "@/e2e/faults/stalling-proxy"
import { createPool } from "./database"
import { withDeadline } from "./deadline"
import { inTransaction, openTransaction } from "./transaction"

let store: TestDatabase
let proxy: StallingProxy
let pool: Pool

beforeAll(async () => {
  store = await testDatabase()
  await store.pool.query("create table notes (text text primary key)")
  proxy = await openStallingProxy(store.url)
  pool = createPool("web", proxy.url)
})

afterAll(async () => {
  await pool.end()
  await proxy.close()
  await store.drop()
})

const db = () => databaseOn(pool)
const notes = async (): Promise<string[]> =>
  (await store.pool.query<{ text: string }>("select text from notes order by 1")).rows.map(({ text }) => text)
const note = (text: string) => inTransaction({ db: db() }, (tx) => tx.execute(sql`insert into notes values (${text})`))

test("every connection of the pool comes back when transactions cannot begin", async () => {
  const size = pool.options.max
  await Promise.all(Array.from({ length: size }, (_, at) => note(`before ${at}`)))
  proxy.stall()
  const failed = await Promise.allSettled(Array.from({ length: 2 * size }, (_, at) => note(`frozen ${at}`)))
  expect(failed.map(({ status }) => status)).not.toContain("fulfilled")
  proxy.resume()
  await Promise.all(Array.from({ length: 2 * size }, (_, at) => note(`after ${at}`)))
  expect((await notes()).filter((text) => text.startsWith("after"))).toHaveLength(2 * size)
})

test("a transaction that fails for its own reason leaves its connection in use, and nothing behind", async () => {
  const pidOf = async () => (await db().execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)).rows[0]?.pid
  const before = new Set([await pidOf(), await pidOf()])
  await expect(
    openTransaction(db(), async (tx) => {
      await tx.execute(sql`insert into notes values ('given up')`)
      throw new Error("changed my mind")
    }),
  ).rejects.toThrow("changed my mind")
  expect(before).toContain(await pidOf())
  expect(await notes()).not.toContain("given up")
})

test("nothing is committed for a request that was answered without it", async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const { promise: settled, resolve: settle } = Promise.withResolvers<unknown>()
  const request = withDeadline(async () => {
    const work = openTransaction(db(), async (tx) => {
      await tx.execute(sql`insert into notes values ('too late')`)
      await answered
    })
    settle(
      work.then(
        () => "committed",
        () => "rolled back",
      ),
    )
    await work
  }, 20)
  await expect(request).rejects.toMatchObject({ code: "unavailable" })
  answer()
  expect(await settled).toBe("rolled back")
  expect(await notes()).not.toContain("too late")
})
