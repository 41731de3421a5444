import { sql } from "drizzle-orm"
import { actorId, type Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { CERTAINTY_BANDS } from "./queries"
import { CERTAINTIES } from "@/lib/core/filters/duplicates"

export type ReviewStats = {
  open: number
  /** Snoozed ones among them. */
  asleep: number
  /** Claimed by another reviewer now. */
  claimed: number
  /** ISO 8601, the oldest open item. */
  oldest: string | null
  decidedThisWeek: number
  byReviewer: { id: string; name: string; decided: number; merged: number }[]
  /** Pairs decided in the last 90 days: how many of each band were merged. */
  agreement: { certainty: (typeof CERTAINTIES)[number]; reviewerId: string; reviewer: string; decided: number; merged: number }[]
}

/** The state of the queue, who works on it, and how often reviewers agree with the matcher. */
export async function readReviewStats(ctx: Ctx): Promise<ReviewStats> {
  requirePermission(ctx, "duplicates.review")
  const now = ctx.now().toISOString()
  const me = actorId(ctx)
  const band = sql.join(
    CERTAINTIES.map((name) => sql`when i.probability >= ${CERTAINTY_BANDS[name][0]} then ${name}::text`),
    sql` `,
  )
  const [queue, reviewers, agreement] = await Promise.all([
    ctx.db.execute<{ open: number; asleep: number; claimed: number; oldest: Date | string | null; decided: number }>(sql`
      select count(*)::int as open,
        count(*) filter (where snoozed_until > ${now}::timestamptz)::int as asleep,
        count(*) filter (where claimed_until > ${now}::timestamptz and claimed_by is distinct from ${me}::uuid)::int as claimed,
        min(created_at) as oldest,
        (select count(*)::int from duplicate_items where decided_at > ${now}::timestamptz - interval '7 days'
          and status in ('merged', 'distinct', 'split') and reason <> 'split_apart') as decided
      from duplicate_items where status in ('pending', 'later')`),
    ctx.db.execute<ReviewStats["byReviewer"][number]>(sql`
      select u.id, u.name, count(*)::int as decided, count(*) filter (where i.status = 'merged')::int as merged
      from duplicate_items i join users u on u.id = i.decided_by
      where i.decided_at > ${now}::timestamptz - interval '7 days' and i.status in ('merged', 'distinct', 'split') and i.reason <> 'split_apart'
      group by u.id, u.name order by decided desc, u.name`),
    ctx.db.execute<ReviewStats["agreement"][number]>(sql`
      select case ${band} else 'unlikely' end as certainty, u.id as "reviewerId", u.name as reviewer,
        count(*)::int as decided, count(*) filter (where i.status = 'merged')::int as merged
      from duplicate_items i join users u on u.id = i.decided_by
      where i.kind = 'pair' and i.decided_at > ${now}::timestamptz - interval '90 days' and i.status in ('merged', 'distinct') and i.reason <> 'split_apart'
      group by 1, 2, 3 order by u.name`),
  ])
  const { open = 0, asleep = 0, claimed = 0, oldest = null, decided = 0 } = queue.rows[0] ?? {}
  return {
    open,
    asleep,
    claimed,
    oldest: oldest === null ? null : new Date(oldest).toISOString(),
    decidedThisWeek: decided,
    byReviewer: reviewers.rows,
    agreement: agreement.rows,
  }
}
