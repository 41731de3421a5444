import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { drainAll } from "./drain-inbox"
import { giveWay } from "./give-way"
import { createInbox } from "@/lib/intake/doors/inbox"

let database: TestDatabase
beforeAll(async () => void (database = await testDatabase()))
afterAll(() => database.drop())

const HOUR_MS = 3_600_000
const { signal } = new AbortController()

const late = (id: string) =>
  createInbox(database.pool).store({
    channel: "website",
    idempotencyKey: id,
    raw: Buffer.from(JSON.stringify(websiteBody({ id, at: new Date(), phone: "0501150001", text: "hello" }))),
    headers: { "content-type": "application/json" },
    trust: "signed",
    receivedAt: new Date(Date.now() - HOUR_MS),
  })

test("bulk work goes on at once while nothing is late, and else as soon as the live events are through", async () => {
  const ctx = testCtx(database.db)
  await giveWay(ctx, HOUR_MS, signal)
  await late("late-1")
  const waiting = async () => (await database.db.execute(sql`select 1 from inbound_events where state = 'received'`)).rows.length
  const afterwards = giveWay(ctx, HOUR_MS, signal).then(waiting)
  await drainAll(ctx)
  expect(await afterwards).toBe(0)
})

test("bulk work is not starved: it rests for a multiple of its own time, however late live events are", async () => {
  const ctx = testCtx(database.db)
  await late("late-2")
  await giveWay(ctx, 50, signal)
  const { done } = await drainAll(ctx)
  expect(done, "they are still waiting").toBe(1)
})
