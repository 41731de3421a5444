import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { announceLeads } from "./announce"

let database: TestDatabase
let subscribeLive: (typeof import("./listen"))["subscribeLive"]
beforeAll(async () => {
  database = await testDatabase()
  // The feed reads the environment once, so the module is loaded again with this database.
  vi.stubEnv("DATABASE_URL", database.url)
  vi.resetModules()
  ;({ subscribeLive } = await import("./listen"))
})
afterAll(() => database.drop())

async function connections(): Promise<number> {
  const { rows } = await database.db.execute<{ n: number }>(
    sql`select count(*)::int as n from pg_stat_activity where application_name = 'onelead-live' and datname = current_database() and wait_event = 'ClientRead'`,
  )
  return rows[0]?.n ?? 0
}

test("one connection serves every screen, survives the loss of the database, and then makes all screens reload", async () => {
  const heard: string[][] = [[], []]
  const unsubscribe = heard.map((messages) => subscribeLive((message) => messages.push(message)))
  await vi.waitFor(async () => expect(await connections()).toBe(1), { timeout: 10_000 })
  await vi.waitFor(
    async () => {
      await announceLeads(database.db, ["a"])
      expect(heard).toEqual([expect.arrayContaining(['{"ids":["a"]}']), expect.arrayContaining(['{"ids":["a"]}'])])
    },
    { timeout: 10_000 },
  )

  await database.db.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'onelead-live' and datname = current_database()`,
  )
  await vi.waitFor(() => expect(heard[0]?.at(-1)).toBe('{"ids":"many"}'), { timeout: 10_000 })
  expect(await connections()).toBe(1)

  unsubscribe[1]?.()
  const before = heard[1]?.length
  await announceLeads(database.db, ["b"])
  await vi.waitFor(() => expect(heard[0]?.at(-1)).toBe('{"ids":["b"]}'), { timeout: 10_000 })
  expect(heard[1]).toHaveLength(before ?? -1)
  unsubscribe[0]?.()
})
