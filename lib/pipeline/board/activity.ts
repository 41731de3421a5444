import { sql, type SQL } from "drizzle-orm"
import type { Ctx } from "@/lib/platform/context"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addDays, dayOf, startOfDay } from "@/lib/core/days"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import type { Activity } from "@/lib/core/filters/board"

export type NextTask = { title: string; kind: string; dueAt: string }

/** The instant at which the team's day ends. */
const endOfDay = (calendar: WorkingTime, now: Date): Date => startOfDay(addDays(dayOf(now, calendar.timeZone), 1), calendar.timeZone)

const activityAt = (dueAt: Date, now: Date, tonight: Date): Activity => (dueAt < now ? "overdue" : dueAt < tonight ? "today" : "planned")

/** The next open task of each lead and its state; a lead without one is not in the result. */
export async function activityOf(
  ctx: Pick<Ctx, "db" | "now">,
  leadIds: readonly string[],
): Promise<Map<string, { state: Activity; task: NextTask }>> {
  if (leadIds.length === 0) return new Map()
  const tonight = endOfDay(await readWorkingTime(ctx.db), ctx.now())
  const { rows } = await ctx.db.execute<{ lead_id: string; title: string; kind: string; due_at: string }>(sql`
    select distinct on (t.lead_id) t.lead_id, t.title, t.kind, t.action_at as due_at from tasks t
    where t.status = 'open' and t.lead_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))
    order by t.lead_id, t.action_at`)
  return new Map(
    rows.map(({ lead_id, title, kind, due_at }) => {
      const dueAt = new Date(due_at)
      return [lead_id, { state: activityAt(dueAt, ctx.now(), tonight), task: { title, kind, dueAt: dueAt.toISOString() } }]
    }),
  )
}

const bounds = async (ctx: Pick<Ctx, "db" | "now">): Promise<[string, string]> => [
  ctx.now().toISOString(),
  endOfDay(await readWorkingTime(ctx.db), ctx.now()).toISOString(),
]

/** Leads whose next task is in the given state, as a condition on `leads`. The next task is the earliest open one. */
export async function hasActivity(ctx: Pick<Ctx, "db" | "now">, state: Activity): Promise<SQL> {
  const [now, tonight] = await bounds(ctx)
  const open = (before: SQL) => sql`exists (select 1 from tasks t where t.lead_id = leads.id and t.status = 'open' ${before})`
  if (state === "none") return sql`not ${open(sql``)}`
  if (state === "overdue") return open(sql`and t.action_at < ${now}`)
  if (state === "today") return sql`(${open(sql`and t.action_at < ${tonight}`)} and not ${open(sql`and t.action_at < ${now}`)})`
  return sql`(${open(sql``)} and not ${open(sql`and t.action_at < ${tonight}`)})`
}

type Counted = { stage_id: string; overdue: number; today: number; planned: number; none: number }

/** Counts the leads of `where` by stage and state. */
export async function countActivities(
  ctx: Pick<Ctx, "db" | "now">,
  where: SQL | undefined,
): Promise<Record<string, Record<Activity, number>>> {
  const [now, tonight] = await bounds(ctx)
  const { rows } = await ctx.db.execute<Counted>(sql`
    select leads.stage_id,
      count(*) filter (where n.due_at < ${now})::int as overdue, count(*) filter (where n.due_at >= ${now} and n.due_at < ${tonight})::int as today,
      count(*) filter (where n.due_at >= ${tonight})::int as planned, count(*) filter (where n.due_at is null)::int as none
    from leads left join (select t.lead_id, min(t.action_at) as due_at from tasks t where t.status = 'open' group by t.lead_id) n on n.lead_id = leads.id
    where ${where} group by 1`)
  return Object.fromEntries(rows.map(({ stage_id, ...counts }) => [stage_id, counts]))
}
