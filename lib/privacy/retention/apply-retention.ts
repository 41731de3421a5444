import { sql } from "drizzle-orm"
import { z } from "zod"
import { RETENTION_KINDS, type RetentionKind, type RetentionRules } from "@/lib/core/privacy/retention"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import type { Job } from "@/lib/platform/jobs/job"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting } from "@/lib/platform/settings/setting"
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
  for (const kind of RETENTION_KINDS) {
    const days = rules[kind]
    if (days === null || signal?.aborted) continue
    const before = cutoff(ctx, days)
    let count = 0
    for (const sweep of SWEEPS[kind] ?? []) count += await sweepTable(ctx, sweep, before, signal)
    if (OLD_LEADS[kind]) count += await removeOldLeads(ctx, kind, before, signal)
    if (count > 0) done[kind] = count
  }
  if (Object.keys(done).length > 0) await writeAudit(ctx, ctx.db, { action: "retention.applied", change: done })
  return done
}

export const cutoff = ({ now }: Pick<Ctx, "now">, days: number): Date => new Date(now().getTime() - days * 86_400_000)

async function sweepTable({ db }: Ctx, { table, where, set }: Sweep, before: Date, signal?: AbortSignal): Promise<number> {
  const limit = sql`${before.toISOString()}::timestamptz`
  const rows = sql`ctid = any(array(select ctid from ${table} where ${where(limit)} limit ${BATCH}))`
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
  const { rows } = await ctx.db.execute<{ id: string }>(
    sql`select id from leads where ${isOld(sql`${before.toISOString()}::timestamptz`)} order by last_activity_at limit ${LEADS_A_NIGHT}`,
  )
  let removed = 0
  for (const { id } of rows) {
    if (signal?.aborted) break
    try {
      await changeLeads(ctx, (unit) => expireLead(unit, { leadId: id, reason: `Retention: ${kind.replaceAll("_", " ")}` }))
      removed += 1
    } catch (error) {
      // It was merged or written to in this moment; the next night decides again.
      if (!(error instanceof AppError)) throw error
    }
  }
  return removed
}

const Nothing = z.object({}).loose()

/** At half past three in Dubai, when no one works. */
export const retentionJob: Job<z.infer<typeof Nothing>> = {
  name: "privacy:retention",
  payload: Nothing,
  schedule: "30 23 * * *",
  run: async (ctx, _payload, signal) => {
    const { retention } = await readSetting(ctx.db, PRIVACY)
    ctx.log.info({ ended: await applyRetention(ctx, retention, signal) }, "retention applied")
  },
}
