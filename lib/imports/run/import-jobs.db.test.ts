import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { imports } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { someName } from "@/lib/leads/ingest/sample-events"
import { runJobs } from "@/lib/platform/jobs/run-jobs"
import { createImport } from "@/lib/imports/setup/create-import"
import { IMPORT_JOBS } from "./import-jobs"
import { steerImport } from "@/lib/imports/setup/steer-import"
import { workOnImport } from "./work-on-import"

let database: TestDatabase
let ctx: Ctx
beforeAll(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db)
})
afterAll(() => database.drop())

async function stateOf(importId: string) {
  const [row] = await database.db.select({ state: imports.state, counts: imports.counts }).from(imports).where(eq(imports.id, importId))
  return row
}
const file = (from: number, count: number) =>
  Buffer.from(
    `name,phone\n${Array.from({ length: count }, (_, at) => `${someName(from + at)},+9715${String(20_000_000 + from + at)}`).join("\n")}`,
  )

test("a queued import is done by whichever worker runs the jobs", async () => {
  const { importId } = await createImport(ctx, { fileName: "a.csv" }, file(0, 700))
  await steerImport(ctx, { importId, step: "run" })
  const runner = await runJobs(ctx, database.pool, IMPORT_JOBS)
  await expect.poll(() => stateOf(importId), { timeout: 60_000 }).toMatchObject({ state: "done", counts: { update: 0, repeat: 0 } })
  await runner.stop()
})

test("an import whose worker went silent is resumed where it was", async () => {
  const { importId } = await createImport(ctx, { fileName: "b.csv" }, file(10_000, 1200))
  await steerImport(ctx, { importId, step: "run" }, { isHandedOver: false })
  await workOnImport(ctx, importId, { signal: new AbortController().signal, batchesMax: 1 })
  const rescue = IMPORT_JOBS.find(({ schedule }) => schedule !== undefined)
  const waiting = async () => {
    const { rows } = await database.db.execute<{ key: string }>(
      sql`select key from graphile_worker.jobs where key = ${`import:${importId}`}`,
    )
    return rows.length
  }
  await rescue?.run(ctx, {}, new AbortController().signal)
  expect(await waiting()).toBe(0)
  const later = { ...ctx, now: () => new Date(Date.now() + 10 * 60_000) }
  await rescue?.run(later, {}, new AbortController().signal)
  expect(await waiting()).toBe(1)
  const runner = await runJobs(ctx, database.pool, IMPORT_JOBS)
  await expect.poll(() => stateOf(importId), { timeout: 60_000 }).toMatchObject({ state: "done", counts: { update: 0, repeat: 0 } })
  await runner.stop()
})
