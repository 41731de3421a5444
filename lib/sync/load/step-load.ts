import { and, eq, sql } from "drizzle-orm"
import { crmLoads } from "@/db/schema"
import { readSetting } from "@/lib/platform/settings/setting"
import { isBlocked, isNearlySpent } from "@/lib/sync/connection/budget"
import { crmSettings } from "@/lib/sync/connection/crm-settings"
import type { SyncRun } from "@/lib/sync/connection/sync-run"
import { collectItems } from "./collect-items"
import { countAbsent, loadLeads } from "./load-leads"
import { loadRecords } from "./load-records"
import { claimLoad, commitStep, countWaiting, LoadLost, noteWaiting, type LoadClaim, type LoadRecord } from "./load-record"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"

/**
 * One step of a load: one slice of leads or one page of records, committed with the place to go on from. A worker that is killed,
 * paused or told to end loses at most the step at hand, and the next one does that again. A run hands over no more than the sync
 * can work off in a moment, so that a pause takes effect at once and live changes never queue behind it.
 */
const WAITING_MAX = 200

export type LoadTurn = "more" | "wait" | "end"

export async function stepLoad(run: SyncRun, claim: LoadClaim): Promise<LoadTurn> {
  const { ctx } = run
  const load = await claimLoad(ctx, claim)
  if (!load) return "end"
  const wait = async (note: string | null): Promise<LoadTurn> => {
    await noteWaiting(ctx, claim, note)
    return "wait"
  }
  const hindrance = await hindranceOf(run, load)
  if (hindrance) return await wait(hindrance)
  try {
    if (load.total === null) await measure(run, load)
    if (load.kind === "run") {
      await collectItems(ctx, load.id)
      const waiting = await countWaiting(ctx, load.id)
      if (waiting >= WAITING_MAX || (waiting > 0 && mustSettle(load))) return await wait(null)
    }
    await step(run, claim, load)
    return load.checkpoint.phase === "settle" ? "end" : "more"
  } catch (error) {
    if (error instanceof LoadLost) return "end"
    throw error
  }
}

/** Contacts are told apart when our own leads have found theirs; and a load has ended when the sync has worked it off. */
const mustSettle = ({ checkpoint: { phase, after } }: LoadRecord): boolean => phase === "settle" || (phase === "contacts" && after === null)

/** Why there is no going on at this moment, in words. */
async function hindranceOf({ ctx, isReady }: SyncRun, { kind }: Pick<LoadRecord, "kind">): Promise<string | null> {
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  if (settings.isDisconnected) return "The CRM is disconnected."
  // A trial sends nothing.
  if (settings.isPaused && kind === "run") return "The sync is paused."
  if (!isReady) return "The account lacks our own properties: make what is missing first."
  if (await isBlocked(ctx, ctx.now())) return "Calls are stopped for the moment."
  if (await isNearlySpent(ctx, ctx.now(), settings.alertAtPercent))
    return `${settings.alertAtPercent} % of today's calls are used; the rest is kept for what somebody waits for.`
  return null
}

/** How much there is to look at, and who is left out of it. */
async function measure({ ctx, provider }: SyncRun, load: LoadRecord): Promise<void> {
  const [contacts, deals] = [await provider.count("contact"), await provider.count("deal")]
  const total = contacts === null || deals === null ? null : contacts + deals + (load.sendsThere ? await countAbsent(ctx) : 0)
  const leftOut = await countLeftOut(ctx)
  await ctx.db
    .update(crmLoads)
    .set({ total, leftOut })
    .where(and(eq(crmLoads.id, load.id), eq(crmLoads.state, "running")))
}

async function step(run: SyncRun, claim: LoadClaim, load: LoadRecord): Promise<void> {
  switch (load.checkpoint.phase) {
    case "leads":
      return await loadLeads(run, claim, load)
    case "contacts":
    case "deals":
      return await loadRecords(run, claim, load)
    default:
      return await commitStep(run.ctx, claim, () => Promise.resolve({ items: [], done: 0, checkpoint: null }))
  }
}

/** Leads that no load sends, by why: kept out of the CRM, or not on the board and unknown there. */
async function countLeftOut({ db, crm }: Pick<CrmCtx, "db" | "crm">): Promise<Record<string, number>> {
  const { rows } = await db.execute<{ reason: string; n: number }>(sql`
    select coalesce(x.reason, l.kind) as reason, count(*)::int as n
    from leads l left join (select distinct on (lead_id) lead_id, reason from crm_exclusions where provider = ${crm.name}) x on x.lead_id = l.id
    where l.state = 'active' and (x.lead_id is not null
      or (l.kind <> 'lead' and not exists (select 1 from crm_links k where k.lead_id = l.id and k.provider = ${crm.name})))
    group by 1`)
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]))
}
