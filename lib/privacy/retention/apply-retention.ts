import { sql } from "drizzle-orm"
import { DAY_MS } from "@/lib/core/time"
import { RETENTION_KINDS, type RetentionKind, type RetentionRules } from "@/lib/core/privacy/retention"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting } from "@/lib/platform/settings/setting"
import { isTransient } from "@/lib/platform/retry"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { expireLead } from "@/lib/privacy/erase/erase-person"
import { OLD_LEADS, SWEEPS, type Sweep } from "./rules"

/**
 * Ends what is older than its rule, in batches of their own transactions: an interrupted night goes on in the next. What
 * was done is one audit entry with counts.
 */
const BATCH = 2_000
const LEADS_A_NIGHT = 5_000

type Retained = Partial<Record<RetentionKind, number>>

export async function applyRetention(ctx: Ctx, rules: RetentionRules, signal?: AbortSignal): Promise<Retained> {
  const done: Retained = {}
  try {
    for (const kind of RETENTION_KINDS) {
      const days = rules[kind]
      if (days === null || signal?.aborted) continue
      const before = cutoff(ctx, days)
      const add = (count: number) => count > 0 && (done[kind] = (done[kind] ?? 0) + count)
      for (const sweep of SWEEPS[kind] ?? []) add(await sweepTable(ctx, sweep, before, signal))
      add(await removeOldLeads(ctx, kind, before, signal))
    }
  } finally {
    // What is gone is in the log, also when a later kind fails.
    if (Object.keys(done).length > 0) await writeAudit(ctx, ctx.db, { action: "retention.applied", change: done })
  }
  return done
}

export const cutoff = ({ now }: Pick<Ctx, "now">, days: number): Date => new Date(now().getTime() - days * DAY_MS)

/** A row that somebody holds is left for the next night: a sweep waits for nobody, so its order of rows meets no other order. */
async function sweepTable({ db }: Ctx, { table, where, set }: Sweep, before: Date, signal?: AbortSignal): Promise<number> {
  const limit = sql`${before.toISOString()}::timestamptz`
  const rows = sql`ctid = any(array(select ctid from ${table} where ${where(limit)} limit ${BATCH} for update skip locked))`
  let total = 0
  for (;;) {
    const { rowCount } = await db.execute(set ? sql`update ${table} set ${set} where ${rows}` : sql`delete from ${table} where ${rows}`)
    total += rowCount ?? 0
    if ((rowCount ?? 0) < BATCH || signal?.aborted) return total
  }
}

async function removeOldLeads(ctx: Ctx, kind: RetentionKind, before: Date, signal?: AbortSignal): Promise<number> {
  const isOld = OLD_LEADS[kind]
  if (!isOld) return 0
  const isDue = isOld(sql`${before.toISOString()}::timestamptz`)
  const { rows } = await ctx.db.execute<{ id: string }>(
    sql`select id from leads where ${isDue} order by last_activity_at limit ${LEADS_A_NIGHT}`,
  )
  let removed = 0
  for (const { id } of rows) {
    if (signal?.aborted) break
    try {
      await changeLeads(ctx, (unit) => expireLead(unit, { leadId: id, reason: `Retention: ${kind.replaceAll("_", " ")}`, isDue }))
      removed += 1
    } catch (error) {
      if (isTransient(error)) throw error
      // A lead that has changed meanwhile is kept. One that cannot be removed must not keep the others.
      if (!(error instanceof AppError)) ctx.log.error({ err: error, leadId: id }, "an old lead could not be removed")
    }
  }
  return removed
}

/** At half past three in Dubai, when no one works. */
export const retentionJob = scheduledJob({
  name: "privacy:retention",
  schedule: "30 23 * * *",
  run: async (ctx, signal) => {
    const { retention } = await readSetting(ctx.db, PRIVACY)
    ctx.log.info({ ended: await applyRetention(ctx, retention, signal) }, "retention applied")
  },
})
