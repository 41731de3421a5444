import { Pool } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { databaseOn } from "@/db/client"
import { agents, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { roundTripsOf } from "@/db/testing-round-trips"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { createInbox } from "@/lib/intake/doors/inbox"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { drainOnce } from "./drain-inbox"

let database: TestDatabase
let pool: Pool
let trips: string[][]
let serial = 0
beforeAll(async () => {
  database = await testDatabase()
  pool = new Pool({ connectionString: database.url, max: 1, pipeline: true })
  trips = roundTripsOf(pool)
  const team = ["Amal", "Bilal", "Carla"].map((name) => ({ id: newId(), email: `${name}@example.com`, name, role: "agent" as const }))
  await database.db.insert(users).values(team)
  await database.db.insert(agents).values(team.map(({ id }) => ({ userId: id })))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

async function fill(count: number): Promise<void> {
  const inbox = createInbox(database.pool)
  const stored = Array.from({ length: count }, async () => {
    const at = (serial += 1)
    const phone = `+97150${String((at * 7_654_321) % 10_000_000).padStart(7, "0")}`
    const body = websiteBody({ id: `trip-${at}`, at: new Date(), name: `Person ${at}`, phone, text: "Is the Nissan Patrol free?" })
    await inbox.store({
      channel: "website",
      idempotencyKey: `trip-${at}`,
      raw: Buffer.from(JSON.stringify(body)),
      headers: { "content-type": "application/json" },
      trust: "signed",
      receivedAt: new Date(),
    })
  })
  await Promise.all(stored)
}

test.for([
  [1, 14],
  [200, 16],
] as const)("a batch of %i new leads waits for the server at most %i times", async ([size, most]) => {
  await fill(size)
  trips.length = 0
  expect(await drainOnce(testCtx(databaseOn(pool)))).toMatchObject({ taken: size, done: size })
  expect(trips.length).toBeLessThanOrEqual(most)
})
