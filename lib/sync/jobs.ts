import { z } from "zod"
import type { Job } from "@/lib/platform/jobs/job"
import { enqueue } from "@/lib/platform/jobs/job"
import { announceAll } from "@/lib/platform/live/announce"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { compareAll } from "./compare/compare-all"
import { REPAIR_LISTS, repairDifferences, type RepairList } from "./compare/repair-differences"
import { writeCursor } from "./inbox/poll-changes"
import { provisionCrm } from "./schema-watch"
import { openRun, type SyncDeps } from "./connection/sync-run"

/** What the worker does for the CRM by the clock or on demand. Without a connected CRM there is none of it. */
const Compare = z.object({ repair: z.union([z.boolean(), z.enum(REPAIR_LISTS)]).default(false) })
/** Long enough for repairs to have arrived. */
const LOOK_AGAIN_MS = 60_000

export const compareJob = (deps: (signal: AbortSignal) => SyncDeps | null): Job<z.infer<typeof Compare>> => ({
  name: "crm:compare",
  payload: Compare,
  // Half past two at night in Dubai.
  schedule: "30 22 * * *",
  attemptsMax: 3,
  run: async (ctx, { repair }, signal) => {
    const given = deps(signal)
    if (!given) return
    const run = await openRun(ctx, given, { isPatient: true })
    try {
      if (!run.isReady) return
      const found = await compareAll(run, signal)
      await writeCursor(ctx, "compare", { at: found.at, wouldLink: found.wouldLink })
      if (repair !== false) {
        await repairDifferences(ctx, only(found, repair))
        await enqueueCompare(ctx, false, LOOK_AGAIN_MS)
      }
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

type Differences = Parameters<typeof repairDifferences>[1]

/** One list of the three, or all. */
const only = (found: Differences, repair: true | RepairList): Differences => ({
  differing: repair === true || repair === "different" ? found.differing : [],
  strangers: repair === true || repair === "missingHere" ? found.strangers : [],
  absent: repair === true || repair === "missingThere" ? found.absent : [],
})

async function enqueueCompare(ctx: Ctx, repair: z.infer<typeof Compare>["repair"], afterMs = 0): Promise<void> {
  const runAt = new Date(ctx.now().getTime() + afterMs)
  await enqueue(ctx.db, { name: "crm:compare", payload: Compare, attemptsMax: 3 }, { repair }, { key: "crm:compare", queue: "crm", runAt })
}

/** Compares everything now; with `repair`, the differences are repaired as well, all of it or one list. */
export const CompareNow = Compare
export async function compareNow(ctx: Ctx, input: z.infer<typeof CompareNow>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { repair } = CompareNow.parse(input)
  await enqueueCompare(ctx, repair)
}
