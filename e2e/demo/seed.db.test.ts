import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { closeGates, testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { previewStage } from "@/lib/pipeline/stages/preview-stage"
import { readStages } from "@/lib/pipeline/stages/read-stages"
import { seedDemo } from "./seed"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await closeGates(database.db)
})
afterAll(() => database.drop())

test("the demo's agents take their leads through the gates of a new installation, to bookings, without an override", async () => {
  await seedDemo(database.pool, { leads: 150, now: new Date("2026-06-20T10:00:00Z"), seed: 3, say: () => undefined })
  const { rows } = await database.db.execute<{ to_stage_id: string; n: number; overridden: number }>(
    sql`select to_stage_id, count(*)::int as n, count(*) filter (where overridden)::int as overridden from stage_history group by 1`,
  )
  for (const stage of ["contacted", "qualified", "proposal", "negotiation", "booked", "lost"])
    expect(rows.find((row) => row.to_stage_id === stage)?.n, stage).toBeGreaterThan(3)
  expect(rows.filter(({ overridden }) => overridden > 0)).toEqual([])
  for (const stage of await readStages(database.db)) {
    if (stage.outcome === "open")
      expect(await previewStage(testCtx(database.db), { id: stage.id, definition: stage }), stage.id).toMatchObject({ lacking: 0 })
  }
})
