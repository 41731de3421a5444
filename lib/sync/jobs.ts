import { z } from "zod"
import { sql } from "drizzle-orm"
import type { Job } from "@/lib/jobs/job"
import { enqueue } from "@/lib/jobs/job"
import { announceAll } from "@/lib/live/announce"
import type { Ctx } from "@/lib/context"
import { requirePermission } from "@/lib/permissions"
import { compareAll } from "./compare-all"
import { PROVIDER } from "./crm-settings"
import { healAgreement } from "./heal-agreement"
import { writeCursor } from "./poll-changes"
import { provisionCrm } from "./schema-watch"
import { openRun, type SyncDeps } from "./sync-run"

const CALLS_KEPT_DAYS = 14

/** What the worker does for the CRM by the clock or on demand. Without a connected CRM there is none of it. */
const Compare = z.object({ heal: z.boolean().default(false) })

export const compareJob = (deps: (signal: AbortSignal) => SyncDeps | null): Job<z.infer<typeof Compare>> => ({
  name: "crm:compare",
  payload: Compare,
  // Half past two at night in Dubai.
  schedule: "30 22 * * *",
  attemptsMax: 3,
  run: async (ctx, { heal }, signal) => {
    const given = deps(signal)
    if (!given) return
    const run = await openRun(ctx, given)
    try {
      if (!run.isReady) return
      const found = await compareAll(run, signal)
      await writeCursor(ctx, "compare", { at: found.at, wouldLink: found.wouldLink })
      if (heal) await healAgreement(ctx, found)
      await ctx.db.execute(sql`
        delete from crm_calls where provider = ${PROVIDER} and at < ${new Date(ctx.now().getTime() - CALLS_KEPT_DAYS * 86_400_000).toISOString()}`)
      await announceAll(ctx.db)
    } finally {
      await run.logCalls("compare", [])
      run.provider.close()
    }
  },
})

export const provisionJob = (deps: (signal: AbortSignal) => SyncDeps | null): Job<object> => ({
  name: "crm:provision",
  payload: z.object({}),
  attemptsMax: 3,
  run: async (ctx, _payload, signal) => {
    const given = deps(signal)
    if (given) await provisionCrm(ctx, given)
    await announceAll(ctx.db)
  },
})

/** Compares everything now; with `heal`, what was found is set right as well. */
export const CompareNow = z.object({ heal: z.boolean() })
export const compareNow = async (ctx: Ctx, input: z.infer<typeof CompareNow>): Promise<void> => {
  requirePermission(ctx, "sync.manage")
  const { heal } = CompareNow.parse(input)
  await enqueue(ctx.db, { name: "crm:compare", payload: Compare, attemptsMax: 3 }, { heal }, { key: "crm:compare", queue: "crm" })
}
