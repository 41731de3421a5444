import { Logger, parseCrontab, run, type Runner, type TaskList } from "graphile-worker"
import type { Pool } from "pg"
import type { Logger as Log } from "pino"
import type { Ctx } from "@/lib/platform/context"
import { asStorableError } from "@/lib/platform/safe-error"
import type { Job } from "./job"

const CONCURRENCY = 2
const POLL_MS = 1_000

/** Runs jobs until stopped. Any number of processes may do so on one database; each job runs in one of them. */
export async function runJobs(ctx: Ctx, pool: Pool, jobs: readonly Job[]): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload, helpers) => {
        const signal = helpers.abortSignal ?? new AbortController().signal
        try {
          await job.run(ctx, job.payload.parse(payload ?? {}), signal)
        } catch (error) {
          // The queue stores message and stack of a thrown error.
          throw asStorableError(error)
        }
      },
    ]),
  )
  const crontab = jobs.flatMap((job) => crontabLine(job) ?? []).join("\n")
  return await run({
    pgPool: pool,
    taskList,
    parsedCronItems: parseCrontab(crontab),
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    logger: graphileLog(ctx.log),
  })
}

/** Runs of one schedule never overlap: one runs at a time, and at most one waits for it. */
export const crontabLine = ({ name, schedule }: Job): string | null =>
  schedule ? `${schedule} ${name} ?max=3&queue=${name}&jobKey=schedule:${name}` : null

const LEVELS = { error: "error", warning: "warn", info: "debug", debug: "trace" } as const

/** Without the library's `meta`: it holds the job with its payload. */
const graphileLog = (log: Log): Logger => new Logger((scope) => (level, message) => log[LEVELS[level] ?? "debug"]({ scope }, message))
