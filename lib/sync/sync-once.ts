import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { readSetting } from "@/lib/platform/settings/setting"
import { crmSettings } from "./connection/crm-settings"
import { Cut } from "./queue/cut"
import { outcomesOnFailure } from "./queue/on-failure"
import { leaseOutbox, settleOutbox, type Lease } from "./queue/outbox"
import { pushActivities } from "./outbox/push-activities"
import { pushLeads } from "./outbox/push-leads"
import { openRun, type SyncDeps, type SyncRun } from "./connection/sync-run"
import { processInbox } from "./inbox/process-inbox"
import { isBlocked, isNearlySpent } from "./connection/budget"

/** A new lead, a stage, an edit, a booking. */
const URGENT_MAX = 1

/**
 * One turn of the sync: what came in, then one batch of leads, then, when no lead waits, one of activities. Answers with how
 * much there was. Nothing is sent to an account that was not read, or was not set up, yet.
 */
export async function syncOnce(ctx: CrmCtx, deps: SyncDeps): Promise<number> {
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  if (settings.isPaused || settings.isDisconnected || (await isBlocked(ctx, ctx.now()))) return 0
  const run = await openRun(ctx, deps)
  try {
    if (!run.isReady) return 0
    const processed = await processInbox(run)
    // Background work (activities, first loads, repairs) leaves the rest of a nearly spent day to what people do.
    const isThrifty = await isNearlySpent(ctx, ctx.now(), settings.alertAtPercent)
    const pushed = await pushLane(run, isThrifty ? "urgent" : "lead", pushLeads)
    const logged = pushed > 0 || isThrifty ? 0 : await pushLane(run, "activity", pushActivities)
    return processed + pushed + logged
  } finally {
    run.provider.close()
  }
}

type Lane = "urgent" | "lead" | "activity"

async function pushLane(run: SyncRun, which: Lane, work: (run: SyncRun, lease: Lease) => Promise<unknown>): Promise<number> {
  const kind = which === "activity" ? "activity" : "lead"
  const lease = await leaseOutbox(run.ctx, kind, which === "urgent" ? { priorityMax: URGENT_MAX } : {})
  if (!lease) return 0
  const leadIds = lease.rows.map(({ leadId }) => leadId)
  const attempt = Math.max(...lease.rows.map(({ attempts }) => attempts)) + 1
  run.step("leased")
  try {
    await work(run, lease)
  } catch (error) {
    if (error instanceof Cut) throw error
    const outcomes = await outcomesOnFailure(run, lease, error)
    await settleOutbox(run.ctx.db, lease, outcomes, run.ctx.now())
  }
  await run.logCalls(kind, leadIds, attempt)
  return lease.rows.length
}
