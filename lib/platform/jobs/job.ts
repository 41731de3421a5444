import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Database } from "@/db/client"
import type { Ctx } from "@/lib/platform/context"

/**
 * A background job: on a schedule, or queued. Jobs run at least once (a worker that dies leaves the job to another), so
 * every job may run twice.
 */
export type Job<P = unknown> = {
  name: string
  payload: z.ZodType<P>
  /** Its schedule: a crontab line of five fields, in UTC. Its payload is then `{}`. */
  schedule?: string
  attemptsMax?: number
  /** `signal` is aborted when the worker is asked to end; a long job stops at its next step and stores its position. */
  run(ctx: Ctx, payload: P, signal: AbortSignal): Promise<void>
}

/** Of a job that needs none; what its schedule hands over is not read. */
export const NO_PAYLOAD = z.looseObject({})

/** A job that its schedule alone starts. */
export const scheduledJob = ({ run, ...job }: ScheduledJob): Job => ({
  ...job,
  payload: NO_PAYLOAD,
  run: async (ctx, _payload, signal) => void (await run(ctx, signal)),
})

type ScheduledJob = Required<Pick<Job, "name" | "schedule">> &
  Pick<Job, "attemptsMax"> & { run: (ctx: Ctx, signal: AbortSignal) => Promise<unknown> }

type EnqueueOptions = {
  runAt?: Date
  /** At most one waiting job has this key: queueing it again replaces the waiting one. */
  key?: string
  /** Jobs of one queue run one after the other. */
  queue?: string
}

/** Queues a job, in the caller's transaction if there is one. */
export async function enqueue<P>(
  db: Pick<Database, "execute">,
  job: Pick<Job<P>, "name" | "payload" | "attemptsMax">,
  payload: P,
  { runAt, key, queue }: EnqueueOptions = {},
): Promise<void> {
  const body = JSON.stringify(job.payload.parse(payload))
  await db.execute(sql`
    select graphile_worker.add_job(${job.name}, payload => ${body}::json, queue_name => ${queue ?? null}, run_at => ${runAt?.toISOString() ?? null},
      max_attempts => ${job.attemptsMax ?? 10}, job_key => ${key ?? null})`)
}
