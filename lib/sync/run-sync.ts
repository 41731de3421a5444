import { pause } from "@/lib/platform/jobs/pause"
import { HOUR_MS } from "@/lib/core/time"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { CrmFailure } from "@/lib/crm/provider"
import { isTransient } from "@/lib/platform/retry"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import { alertQuota } from "./status/alert-quota"
import { isBlocked, isNearlySpent } from "./connection/budget"
import { crmSettings } from "./connection/crm-settings"
import { stopCalls } from "./queue/on-failure"
import { batchOf } from "./queue/outbox"
import { claimTurn, offerTurn, pollChanges, SCHEMA_TURN } from "./inbox/poll-changes"
import { subscribe, SUBSCRIBE_EVERY_MS } from "./inbox/subscribe"
import { refreshSchema } from "./schema-watch"
import { syncOnce } from "./sync-once"
import { openRun, type SyncDeps } from "./connection/sync-run"

/**
 * The worker's second loop: brings leads and CRM to agreement until it is asked to end. Any number of workers may run it. Once
 * in a while one of them asks what changed in the CRM, and once an hour one reads the account's shape again. A turn spends most
 * of its time waiting for answers, so as long as there is more than one batch to do, several turns run side by side; what they
 * may ask of the CRM is the shared budget's to say.
 */
const SIDE_TURNS = 4
const IDLE_MS_MIN = 20
const IDLE_MS_MAX = 500
const TROUBLE_MS = 2_000
const SCHEMA_EVERY_MS = HOUR_MS
const SCHEMA_RETRY_MS = 60_000
const ALERT_TURN = "turn:alert"
const ALERT_EVERY_MS = 600_000

export async function runSync(ctx: CrmCtx, deps: SyncDeps, signal: AbortSignal): Promise<void> {
  await openConnection(ctx)
  await rememberStart(ctx)
  await offerTurn(ctx, SCHEMA_TURN)
  const beside = new Set<Promise<void>>()
  let idleMs = IDLE_MS_MIN
  while (!signal.aborted) {
    try {
      await takeTurns(ctx, deps)
      const done = await syncOnce(ctx, deps)
      for (let free = done < batchOf(ctx) ? 0 : SIDE_TURNS - beside.size; free > 0; free -= 1) {
        const turns = workBeside(ctx, deps, signal).finally(() => beside.delete(turns))
        beside.add(turns)
      }
      idleMs = done > 0 ? IDLE_MS_MIN : Math.min(IDLE_MS_MAX, idleMs * 1.5)
      if (done > 0) continue
    } catch (error) {
      ctx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "the sync stumbled; what it held comes back by itself")
      idleMs = TROUBLE_MS
    }
    await pause(idleMs, signal)
  }
  await Promise.all(beside)
}

/** Full batches, one after the other, until there is no such any more. */
async function workBeside(ctx: CrmCtx, deps: SyncDeps, signal: AbortSignal): Promise<void> {
  try {
    while (!signal.aborted && (await syncOnce(ctx, deps)) >= batchOf(ctx));
  } catch (error) {
    ctx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "a turn beside others stumbled; what it held comes back by itself")
  }
}

/** Activities from before the first start stay here: years of calls would flood a new timeline. */
async function rememberStart(ctx: CrmCtx): Promise<void> {
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  if (settings.activitiesSince === null)
    await writeSetting(ctx, crmSettings(ctx.crm), { ...settings, activitiesSince: ctx.now().toISOString() })
}

/** What is due by the clock: the account's shape, and what changed there. Each stands for itself. */
export async function takeTurns(ctx: CrmCtx, deps: SyncDeps): Promise<void> {
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  if (settings.isDisconnected || (await isBlocked(ctx, ctx.now()))) return
  if ((await isNearlySpent(ctx, ctx.now(), settings.alertAtPercent)) && (await claimTurn(ctx, ALERT_TURN, ALERT_EVERY_MS)))
    await alertQuota(ctx, settings.alertAtPercent)
  if (await claimTurn(ctx, SCHEMA_TURN, SCHEMA_EVERY_MS)) {
    const failed = await attempt(ctx, () => refreshSchema(ctx, deps))
    if (failed) await readSchemaSoon(ctx, failed.isAccounts)
  }
  if (settings.isPaused || (await isBlocked(ctx, ctx.now()))) return
  if (isTold(ctx) && (await claimTurn(ctx, "turn:subscribe", SUBSCRIBE_EVERY_MS))) await attempt(ctx, () => subscribe(ctx, deps))
  if (await claimTurn(ctx, "turn:poll", settings.pollSeconds * 1000)) await attempt(ctx, () => pollAccount(ctx, deps))
}

const isTold = ({ crm: { definition } }: CrmCtx): boolean => definition.notices !== undefined && !definition.notices.isByHand

async function pollAccount(ctx: CrmCtx, deps: SyncDeps): Promise<void> {
  const run = await openRun(ctx, deps)
  try {
    if (run.isReady) for (const object of ["contact", "deal"] as const) await pollChanges(run, object)
  } finally {
    await run.logCalls("poll", [])
    run.provider.close()
  }
}

/** Null when it went well; else whether the whole account is in trouble, which is noted. */
async function attempt(ctx: CrmCtx, work: () => Promise<unknown>): Promise<{ isAccounts: boolean } | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof CrmFailure) {
      ctx.log.warn({ err: error }, "the CRM could not be asked")
      return await stopCalls({ ctx }, error.failure)
    }
    ctx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "a look at the CRM failed on our side")
    return { isAccounts: false }
  }
}

/** As soon as calls are possible again; where calls are answered, but not as we understand it, after a pause. */
async function readSchemaSoon(ctx: CrmCtx, isAccounts: boolean): Promise<void> {
  const pauseMs = isAccounts ? 0 : SCHEMA_RETRY_MS
  await offerTurn(ctx, SCHEMA_TURN, new Date(ctx.now().getTime() - SCHEMA_EVERY_MS + pauseMs))
}
