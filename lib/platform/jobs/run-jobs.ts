import { EventEmitter } from "node:events"
import { Logger, parseCrontab, run, type Runner, type TaskList, type WorkerEvents } from "graphile-worker"
import type { Pool } from "pg"
import type { Logger as Log } from "pino"
import type { Ctx } from "@/lib/platform/context"
import { asStorableError } from "@/lib/platform/safe-error"
import type { Job } from "./job"
import { watchWorkers } from "./watch-workers"

const CONCURRENCY = 2
const POLL_MS = 1_000
/** The advisory locks of scheduled jobs. */
const LOCK_KEY = 7_301_010

/** Runs jobs until stopped. Any number of processes may do so on one database; each job runs in one of them. */
export async function runJobs(ctx: Ctx, pool: Pool, jobs: readonly Job[]): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload, helpers) => {
        const signal = helpers.abortSignal ?? new AbortController().signal
        const run = () => job.run(ctx, job.payload.parse(payload ?? {}), signal)
        try {
          await (job.schedule ? runAlone(pool, job.name, run) : run())
        } catch (error) {
          // The queue stores message and stack of a thrown error.
          throw asStorableError(error)
        }
      },
    ]),
  )
  const crontab = jobs.flatMap((job) => crontabLine(job) ?? []).join("\n")
  const events = new EventEmitter() as WorkerEvents
  const watch = watchWorkers(ctx, pool, events)
  events.on("stop", () => void watch.end())
  return await run({
    events,
    pgPool: pool,
    taskList,
    parsedCronItems: parseCrontab(crontab),
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    logger: graphileLog(ctx.log),
  })
}

/**
 * A scheduled run that meets another one of its job leaves the work to it. The lock ends with its connection.
 */
async function runAlone(pool: Pool, name: string, run: () => Promise<void>): Promise<void> {
  const client = await pool.connect()
  let failure: Error | undefined
  try {
    const { rows } = await client.query<{ isHeld: boolean }>(`select pg_try_advisory_lock(${LOCK_KEY}, hashtext($1)) "isHeld"`, [name])
    if (!rows[0]?.isHeld) return
    await run().finally(() => client.query(`select pg_advisory_unlock(${LOCK_KEY}, hashtext($1))`, [name]))
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    client.release(failure)
  }
}

/** At most one run of a schedule waits. */
export const crontabLine = ({ name, schedule }: Job): string | null =>
  schedule ? `${schedule} ${name} ?max=3&jobKey=schedule:${name}` : null

const LEVELS = { error: "error", warning: "warn", info: "debug", debug: "trace" } as const

/** Without the library's `meta`: it holds the job with its payload. */
const graphileLog = (log: Log): Logger => new Logger((scope) => (level, message) => log[LEVELS[level] ?? "debug"]({ scope }, message))
