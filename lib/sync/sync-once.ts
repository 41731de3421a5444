import type { Ctx } from "@/lib/context"
import { readSetting } from "@/lib/settings/setting"
import { crmSettings } from "./crm-settings"
import { Cut } from "./cut"
import { verdictsOnFailure } from "./on-failure"
import { leaseOutbox, settleOutbox, type Lease } from "./outbox"
import { pushActivities } from "./push-activities"
import { pushLeads } from "./push-leads"
import { openRun, type SyncDeps, type SyncRun } from "./sync-run"
import { takeChanges } from "./take-changes"
import { isBlocked } from "./budget"

/**
 * One turn of the sync: what came in, then one batch of leads, then, when no lead waits, one of activities. Answers with how
 * much there was. Nothing is sent to an account that was not read, or was not set up, yet.
 */
export const syncOnce = async (ctx: Ctx, deps: SyncDeps): Promise<number> => {
  const settings = await readSetting(ctx.db, crmSettings)
  if (settings.isPaused || settings.isDisconnected || (await isBlocked(ctx.db, ctx.now()))) return 0
  const run = await openRun(ctx, deps)
  try {
    if (!run.isReady) return 0
    const taken = await takeChanges(run)
    const pushed = await turn(run, "lead", pushLeads)
    const logged = pushed > 0 ? 0 : await turn(run, "activity", pushActivities)
    return taken + pushed + logged
  } finally {
    run.provider.close()
  }
}

const turn = async (run: SyncRun, kind: "lead" | "activity", work: (run: SyncRun, lease: Lease) => Promise<unknown>): Promise<number> => {
  const lease = await leaseOutbox(run.ctx, kind)
  if (!lease) return 0
  const leadIds = lease.rows.map(({ leadId }) => leadId)
  const attempt = Math.max(...lease.rows.map(({ attempts }) => attempts)) + 1
  run.step("leased")
  try {
    await work(run, lease)
  } catch (error) {
    if (error instanceof Cut) throw error
    const verdicts = await verdictsOnFailure(run, lease, error)
    await settleOutbox(run.ctx.db, lease, verdicts, run.ctx.now())
  }
  await run.logCalls(kind, leadIds, attempt)
  return lease.rows.length
}
