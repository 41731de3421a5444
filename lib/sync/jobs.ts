import { z } from "zod"
import type { Job } from "@/lib/platform/jobs/job"
import { announceAll } from "@/lib/platform/live/announce"
import { readConnections, withCrm, type CrmConnection, type CrmCtx } from "./connection/crm-connection"
import { compareJobName, enqueueCompare, provisionJobName, type Repair, type RepairList } from "./queue/job-names"
import { requirePermission } from "@/lib/platform/permissions"
import { compareAll } from "./compare/compare-all"
import { repairDifferences } from "./compare/repair-differences"
import { writeCursor } from "./inbox/poll-changes"
import { provisionCrm } from "./schema-watch"
import { openRun, type SyncDeps } from "./connection/sync-run"

/** What the worker does for a CRM by the clock or on demand. One that cannot be reached holds up no other. */
/** Long enough for repairs to have arrived. */
const LOOK_AGAIN_MS = 60_000

/** What a job needs of a CRM; null where it is not connected. */
type DepsOf = (crm: CrmConnection, signal: AbortSignal) => SyncDeps | null

export const compareJob = (depsOf: DepsOf): Job<z.infer<typeof compareJobName.payload>> => ({
  ...compareJobName,
  // Half past two at night in Dubai.
  schedule: "30 22 * * *",
  run: async (ctx, { crm: name, repair }, signal) => {
    if (name === undefined) {
      for (const crm of await readConnections(ctx.db)) await enqueueCompare({ ...ctx, crm }, repair)
      return
    }
    const crmCtx = await withCrm(ctx, name)
    const deps = depsOf(crmCtx.crm, signal)
    if (deps) await compare(crmCtx, deps, { repair, signal })
    await announceAll(ctx.db)
  },
})

type Comparing = { repair: Repair; signal: AbortSignal }

async function compare(ctx: CrmCtx, deps: SyncDeps, { repair, signal }: Comparing): Promise<void> {
  const run = await openRun(ctx, deps, { isPatient: true })
  try {
    if (!run.isReady) return
    const found = await compareAll(run, signal)
    await writeCursor(ctx, "compare", { at: found.at, wouldLink: found.wouldLink })
    if (repair !== false) {
      await repairDifferences(ctx, only(found, repair))
      await enqueueCompare(ctx, false, LOOK_AGAIN_MS)
    }
  } finally {
    await run.logCalls("compare", [])
    run.provider.close()
  }
}

export const provisionJob = (depsOf: DepsOf): Job<z.infer<typeof provisionJobName.payload>> => ({
  ...provisionJobName,
  run: async (ctx, { crm: name }, signal) => {
    const crmCtx = await withCrm(ctx, name)
    const deps = depsOf(crmCtx.crm, signal)
    if (deps) await provisionCrm(crmCtx, deps)
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

/** Compares everything now; with `repair`, the differences are repaired as well, all of it or one list. */
export const CompareNow = compareJobName.payload.pick({ repair: true })
export async function compareNow(ctx: CrmCtx, input: z.infer<typeof CompareNow>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { repair } = CompareNow.parse(input)
  await enqueueCompare(ctx, repair)
}
