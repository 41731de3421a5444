import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { enqueue, scheduledJob } from "./job"
import { runJobs } from "./run-jobs"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test("a scheduled job never overlaps itself, in one worker or two, and runs again when it has ended", async () => {
  let [running, most, ended] = [0, 0, 0]
  let open = () => {}
  const isOpen = new Promise<void>((resolve) => (open = resolve))
  const job = scheduledJob({
    name: "test:alone",
    schedule: "0 0 1 1 *",
    run: async () => {
      running += 1
      most = Math.max(most, running)
      await isOpen
      running -= 1
      ended += 1
    },
  })
  const ctx = testCtx(database.db)
  const runners = await Promise.all([runJobs(ctx, database.pool, [job]), runJobs(ctx, database.pool, [job])])
  let done = 0
  for (const { events } of runners) events.on("job:success", () => (done += 1))
  for (let at = 0; at < 3; at += 1) await enqueue(database.db, job, {})
  await expect.poll(() => done).toBe(2)
  open()
  await expect.poll(() => ended).toBe(1)
  await enqueue(database.db, job, {})
  await expect.poll(() => ended).toBe(2)
  expect(most).toBe(1)
  await Promise.all(runners.map((runner) => runner.stop()))
})
