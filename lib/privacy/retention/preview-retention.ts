import { sql, type SQL } from "drizzle-orm"
import { RETENTION_KINDS, RetentionRules, type RetentionKind } from "@/lib/core/privacy/retention"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { cutoff } from "./apply-retention"
import { OLD_LEADS, SWEEPS } from "./rules"

/** What a rule would end now: how many records, counted up to a limit, and from before when. */
type RetentionPreview = { kind: RetentionKind; days: number; before: string; count: number; isCapped: boolean }

const COUNTED_MAX = 100_000

/** A dry run of rules that need not be saved: it counts by the same conditions and changes nothing. */
export async function previewRetention(ctx: Ctx, input: RetentionRules): Promise<RetentionPreview[]> {
  requirePermission(ctx, "privacy.manage")
  const rules = RetentionRules.parse(input)
  const previews: RetentionPreview[] = []
  for (const kind of RETENTION_KINDS) {
    const days = rules[kind]
    if (days === null) continue
    const before = cutoff(ctx, days)
    const limit = sql`${before.toISOString()}::timestamptz`
    const old = OLD_LEADS[kind]
    const parts = [
      ...(SWEEPS[kind] ?? []).map(({ table, where }) => ({ table, where: where(limit) })),
      ...(old ? [{ table: sql`leads`, where: old(limit) }] : []),
    ]
    const count = await countOf(ctx, parts)
    previews.push({ kind, days, before: before.toISOString(), count: Math.min(count, COUNTED_MAX), isCapped: count > COUNTED_MAX })
  }
  return previews
}

async function countOf({ db }: Ctx, parts: readonly { table: SQL; where: SQL }[]): Promise<number> {
  const all = parts.map(({ table, where }) => sql`select 1 from ${table} where ${where}`)
  const { rows } = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select * from (${sql.join(all, sql` union all `)}) old limit ${COUNTED_MAX + 1}) counted`,
  )
  return rows[0]?.n ?? 0
}
