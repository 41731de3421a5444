import { and, eq, lt } from "drizzle-orm"
import { z } from "zod"
import { crmLoads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { findConnection, type CrmConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { CrmFailure } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { isTransient } from "@/lib/platform/retry"
import { enqueue, type Job } from "@/lib/platform/jobs/job"
import { announceAll } from "@/lib/platform/live/announce"
import { stopCalls } from "@/lib/sync/queue/on-failure"
import { openRun, type SyncDeps } from "@/lib/sync/connection/sync-run"
import { workOnLoadJob } from "./load-job-name"
import { failLoad, noteWaiting, type LoadClaim } from "./load-record"
import { stepLoad, type LoadTurn } from "./step-load"

/** One turn of the job is short, so that loads leave room for other jobs; the next turn goes on where it ended. */
const TURN_MS = 10_000
const WAIT_MS = 1_000
const STALE_MS = 90_000
/** Failures in a row after which a person has to look. */
const FAILURES_MAX = 8

type DepsOf = (crm: CrmConnection, signal: AbortSignal) => SyncDeps | null

export function loadJobs(depsOf: DepsOf): readonly Job[] {
  const work: Job<z.infer<typeof workOnLoadJob.payload>> = {
    ...workOnLoadJob,
    run: async (ctx, { loadId, failures }, signal) => {
      const crmCtx = await ctxOfLoad(ctx, loadId)
      const deps = crmCtx && depsOf(crmCtx.crm, signal)
      if (!deps) return
      const answer = await workOnLoad(crmCtx, deps, { loadId, failures, signal })
      await announceAll(ctx.db)
      if (answer.turn === "end") return
      const runAt = new Date(ctx.now().getTime() + (answer.turn === "wait" ? WAIT_MS : 0))
      await enqueue(ctx.db, workOnLoadJob, { loadId, failures: answer.failures }, { key: keyOf(loadId), runAt })
    },
  }
  const rescue: Job<Record<string, unknown>> = {
    name: "crm:load-rescue",
    payload: z.record(z.string(), z.unknown()),
    schedule: "* * * * *",
    run: async (ctx: Ctx) => {
      for (const loadId of await staleLoads(ctx)) await enqueue(ctx.db, workOnLoadJob, { loadId, failures: 0 }, { key: keyOf(loadId) })
    },
  }
  return [work, rescue] as unknown as readonly Job[]
}

async function ctxOfLoad(ctx: Ctx, loadId: string): Promise<CrmCtx | null> {
  const [load] = await ctx.db.select({ provider: crmLoads.provider }).from(crmLoads).where(eq(crmLoads.id, loadId))
  const crm = load ? await findConnection(ctx.db, load.provider) : null
  return crm && { ...ctx, crm }
}

export const keyOf = (loadId: string): string => `crm:load:${loadId}`

/** A load whose worker died without a word is taken up again. */
async function staleLoads({ db, now }: Ctx): Promise<string[]> {
  const rows = await db
    .select({ id: crmLoads.id })
    .from(crmLoads)
    .where(and(eq(crmLoads.state, "running"), lt(crmLoads.progressAt, new Date(now().getTime() - STALE_MS))))
  return rows.map(({ id }) => id)
}

type Work = { loadId: string; failures: number; signal: AbortSignal }

/** Steps until there is nothing to do at this moment. A call that failed is tried again, a little later each time. */
export async function workOnLoad(
  ctx: CrmCtx,
  deps: SyncDeps,
  { loadId, failures, signal }: Work,
): Promise<{ turn: LoadTurn; failures: number }> {
  const claim: LoadClaim = { loadId, runner: newId() }
  const run = await openRun(ctx, deps, { isPatient: true })
  const endsAt = ctx.now().getTime() + TURN_MS
  try {
    for (;;) {
      const turn = await stepLoad(run, claim)
      run.step("load stepped")
      if (turn !== "more" || signal.aborted || ctx.now().getTime() > endsAt) return { turn, failures: 0 }
    }
  } catch (error) {
    if (error instanceof CrmFailure && error.failure.kind !== "refused") {
      await stopCalls(run, error.failure)
      await noteWaiting(ctx, claim, "The CRM could not answer; it is asked again.")
      return { turn: "wait", failures: 0 }
    }
    if (isTransient(error)) return { turn: "wait", failures: failures + 1 }
    ctx.log.error({ err: error, loadId }, "a load failed")
    if (failures + 1 < FAILURES_MAX) return { turn: "wait", failures: failures + 1 }
    await failLoad(ctx, claim, "Something went wrong on our side. What is done is done; try to go on.")
    return { turn: "end", failures: 0 }
  } finally {
    await run.logCalls("load", [])
    run.provider.close()
  }
}
