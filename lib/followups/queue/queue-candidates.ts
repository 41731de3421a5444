import { sql, type SQL } from "drizzle-orm"
import { HOUR_MS } from "@/lib/core/time"
import { FIRST_STAGE } from "@/lib/core/stages"
import type { Ctx } from "@/lib/platform/context"

/**
 * Which leads may be in somebody's queue: by a due task, by what happened of late, as a new lead, by a WhatsApp window that
 * is about to close. Each branch reads the front of one index and stops, so the queue costs the same with a hundred leads and with
 * a hundred thousand. `null` among the owners stands for the leads that nobody has; `all` for everybody's.
 */
export type Owners = readonly (string | null)[] | "all"

const TASKS_MAX = 250
const RECENT_MAX = 250
const WINDOWS_MAX = 200
/** A message without an answer for longer has become an overdue task. */
const RECENT_HOURS = 72
export const WINDOW_HOURS = 24

type Bounds = { dueBefore: Date; windowMinutes: number }

export async function findCandidates(ctx: Pick<Ctx, "db" | "now">, owners: Owners, bounds: Bounds): Promise<string[]> {
  const branches =
    owners === "all"
      ? branchesOf(ctx, sql`true`, sql`true`, bounds)
      : owners.flatMap((owner) => branchesOf(ctx, ownedBy(sql`t.assignee_id`, owner), ownedBy(sql`l.owner_id`, owner), bounds))
  const union = sql.join(
    branches.map((branch) => sql`(${branch})`),
    sql` union `,
  )
  const { rows } = await ctx.db.execute<{ id: string }>(union)
  return rows.map(({ id }) => id)
}

const ownedBy = (column: SQL, owner: string | null): SQL => (owner === null ? sql`${column} is null` : sql`${column} = ${owner}`)

function branchesOf({ now }: Pick<Ctx, "now">, isAssigned: SQL, isOwned: SQL, { dueBefore, windowMinutes }: Bounds): SQL[] {
  const hoursAgo = (hours: number) => new Date(now().getTime() - hours * HOUR_MS).toISOString()
  const windowFrom = hoursAgo(WINDOW_HOURS)
  const windowTo = hoursAgo(WINDOW_HOURS - windowMinutes / 60)
  return [
    sql`select t.lead_id as id from tasks t where t.status = 'open' and ${isAssigned} and t.action_at < ${dueBefore.toISOString()}
        order by t.action_at desc limit ${TASKS_MAX}`,
    sql`select l.id from leads l where l.state = 'active' and ${isOwned} and l.last_activity_at >= ${hoursAgo(RECENT_HOURS)}
        order by l.last_activity_at desc, l.id desc limit ${RECENT_MAX}`,
    sql`select l.id from leads l where l.state = 'active' and l.kind = 'lead' and ${isOwned} and l.stage_id = ${FIRST_STAGE}
        order by l.last_activity_at desc, l.id desc limit ${RECENT_MAX}`,
    sql`select l.id from conversations c join leads l on l.id = c.lead_id
        where c.provider = 'botspace' and c.last_inbound_at > ${windowFrom} and c.last_inbound_at <= ${windowTo} and l.state = 'active' and ${isOwned}
        order by c.last_inbound_at limit ${WINDOWS_MAX}`,
  ]
}
