import { sql, type SQL } from "drizzle-orm"
import type { Database } from "@/db/client"
import type { Ctx } from "@/lib/context"

/**
 * What is planned with a lead: whether its next task is overdue, due today, planned for later, or whether nothing is
 * planned at all, which is the state in which leads are forgotten. Days are days in Dubai.
 *
 * This module is the only place where the pipeline reads tasks. Where there is no table of tasks, nothing is planned.
 */
export const ACTIVITIES = ["overdue", "today", "planned", "none"] as const
export type Activity = (typeof ACTIVITIES)[number]

export type NextTask = { title: string; kind: string; dueAt: string }

const DUBAI_MS = 4 * 3_600_000
const DAY_MS = 86_400_000

/** The instant at which the day ends in Dubai, whose clock is four hours ahead all year. */
export const endOfDay = (now: Date): Date => new Date((Math.floor((now.getTime() + DUBAI_MS) / DAY_MS) + 1) * DAY_MS - DUBAI_MS)

export const activityAt = (dueAt: Date | null, now: Date): Activity =>
  dueAt === null ? "none" : dueAt < now ? "overdue" : dueAt < endOfDay(now) ? "today" : "planned"

/** The next open task of each lead and what it means now; a lead without one is not in the answer. */
export const activityOf = async (
  ctx: Pick<Ctx, "db" | "now">,
  leadIds: readonly string[],
): Promise<Map<string, { state: Activity; task: NextTask }>> => {
  if (leadIds.length === 0 || !(await hasTasks(ctx.db))) return new Map()
  const { rows } = await ctx.db.execute<{ lead_id: string; title: string; kind: string; due_at: string }>(sql`
    select distinct on (t.lead_id) t.lead_id, t.title, t.kind, t.due_at from tasks t
    where t.status = 'open' and t.lead_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))
    order by t.lead_id, t.due_at`)
  return new Map(
    rows.map(({ lead_id, title, kind, due_at }) => {
      const dueAt = new Date(due_at)
      return [lead_id, { state: activityAt(dueAt, ctx.now()), task: { title, kind, dueAt: dueAt.toISOString() } }]
    }),
  )
}

/** When each lead's next open task is due, to join as `n (lead_id, due_at)`; null where there are no tasks to join. */
export const nextDueOf = async (ctx: Pick<Ctx, "db">): Promise<SQL | null> =>
  (await hasTasks(ctx.db)) ? sql`(select t.lead_id, min(t.due_at) as due_at from tasks t where t.status = 'open' group by t.lead_id)` : null

/** Leads whose next task is in the given state, as a condition on `leads`. */
export const hasActivity = async (ctx: Pick<Ctx, "db" | "now">, state: Activity): Promise<SQL | undefined> => {
  if (!(await hasTasks(ctx.db))) return state === "none" ? undefined : sql`false`
  const due = sql`(select min(t.due_at) from tasks t where t.lead_id = leads.id and t.status = 'open')`
  const [now, tonight] = [ctx.now().toISOString(), endOfDay(ctx.now()).toISOString()]
  if (state === "none") return sql`${due} is null`
  if (state === "overdue") return sql`${due} < ${now}`
  return state === "today" ? sql`${due} >= ${now} and ${due} < ${tonight}` : sql`${due} >= ${tonight}`
}

const known = new WeakSet<object>()

const hasTasks = async (db: Database): Promise<boolean> => {
  if (known.has(db)) return true
  const { rows } = await db.execute<{ found: boolean }>(sql`select to_regclass('public.tasks') is not null as found`)
  if (rows[0]?.found) known.add(db)
  return rows[0]?.found ?? false
}
