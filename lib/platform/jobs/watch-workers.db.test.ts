import { fork, type ChildProcess } from "node:child_process"
import { EventEmitter, once } from "node:events"
import { fileURLToPath } from "node:url"
import type { WorkerEvents } from "graphile-worker"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { enqueue, type Job } from "./job"
import { runJobs } from "./run-jobs"
import { watchWorkers, type Watch } from "./watch-workers"

let database: TestDatabase
let watch: Watch
let child: ChildProcess | undefined
beforeAll(async () => {
  database = await testDatabase()
  watch = watchWorkers(testCtx(database.db), database.pool, new EventEmitter() as WorkerEvents, 3_600_000)
})
afterAll(async () => {
  child?.kill("SIGKILL")
  await watch.end()
  await database.drop()
})

const HELD_PROCESS = fileURLToPath(new URL("../../../e2e/faults/jobs-process.ts", import.meta.url))
const countOf = async (query: string): Promise<number> => (await database.pool.query(query)).rows.length
const held = () =>
  countOf(`select 1 from graphile_worker._private_jobs where locked_by is not null
    union all select 1 from graphile_worker._private_job_queues where locked_by is not null`)
const presence = () =>
  countOf("select 1 from pg_locks where classid = 7301011 and database = (select oid from pg_database where datname = current_database())")

test("what a killed worker held, its job and its named queue, is taken up by another; what a living one holds stays", async () => {
  const done: unknown[] = []
  const job: Job<unknown> = { name: "test:held", payload: z.unknown(), run: async (_, payload) => void done.push(payload) }
  for (const at of [1, 2]) await enqueue(database.db, job, { at }, { queue: "test:one-by-one" })
  child = fork(HELD_PROCESS, { execArgv: ["--import", "tsx"], env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: "silent" } })
  await once(child, "message")
  await expect.poll(presence).toBe(1)
  for (let look = 0; look < 3; look += 1) await watch.look()
  expect(await held()).toBe(2)

  child.kill("SIGKILL")
  await once(child, "exit")
  await expect.poll(async () => (await watch.look(), await held())).toBe(0)
  const runner = await runJobs(testCtx(database.db), database.pool, [job])
  await expect.poll(() => done).toEqual([{ at: 1 }, { at: 2 }])
  await runner.stop()
})
