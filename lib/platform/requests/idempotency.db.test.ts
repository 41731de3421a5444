import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { answerOnce } from "./idempotency"

let database: TestDatabase
beforeAll(async () => void (database = await testDatabase()))
afterAll(() => database.drop())

test("work that was done is not done again because its answer could not be kept", async () => {
  await database.db.execute(sql`create function refuse_answer() returns trigger language plpgsql as 'begin raise exception ''no''; end'`)
  await database.db.execute(
    sql`create trigger refuse_answer before update on idempotency_keys for each row execute function refuse_answer()`,
  )
  const ctx = { ...testCtx(database.db), actor: { kind: "user" as const, id: "one", name: "One", role: "admin" as const } }
  let done = 0
  const ask = () =>
    answerOnce(ctx, { key: "once", request: {} }, async () => {
      done += 1
      return { status: 200, body: null }
    })
  await expect(ask()).rejects.toThrow()
  await expect(ask()).rejects.toMatchObject({ code: "unavailable" })
  expect(done).toBe(1)
})
