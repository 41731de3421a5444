import { eq } from "drizzle-orm"
import { z } from "zod"
import { GOAL_METRICS, goals, users } from "@/db/schema"
import { writeAudit } from "@/lib/audit-log"
import type { Ctx } from "@/lib/context"
import { daysBetween, lastDayOfMonth, monthOf } from "@/lib/core/days"
import { NOBODY } from "@/lib/core/metrics/measures"
import { newId } from "@/lib/ids"
import { requirePermission } from "@/lib/permissions"
import { sumOf, type ReportReader } from "./reader"
import { NO_FILTER } from "./report-query"

export const SetGoal = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "Write the month as 2026-03."),
  metric: z.enum(GOAL_METRICS),
  /** Left out: the team's. */
  ownerId: z.uuid().optional(),
  /** Revenue in the currency's main unit; nothing takes the goal away. */
  target: z.coerce.number().min(0).max(1_000_000_000),
})
export type SetGoal = z.input<typeof SetGoal>

export const setGoal = async (ctx: Ctx, input: SetGoal): Promise<void> => {
  requirePermission(ctx, "reports.team")
  const { month, metric, ownerId = NOBODY, target } = SetGoal.parse(input)
  const key = { month: `${month}-01`, metric, ownerId }
  const row = {
    target: Math.round(metric === "revenue" ? target * 100 : target),
    updatedAt: ctx.now(),
    updatedBy: ctx.actor.kind === "user" ? ctx.actor.id : null,
  }
  await ctx.db.transaction(async (tx) => {
    await tx
      .insert(goals)
      .values({ id: newId(), ...key, ...row })
      .onConflictDoUpdate({ target: [goals.month, goals.metric, goals.ownerId], set: row })
    await tx.delete(goals).where(eq(goals.target, 0))
    await writeAudit(ctx, tx, { action: "goal.set", subject: `${month} ${metric}`, change: { ...key, target } })
  })
}

export type GoalView = {
  metric: (typeof GOAL_METRICS)[number]
  ownerId: string | null
  ownerName: string | null
  target: number
  actual: number
  /** What the goal asks for by the end of today, if every day brings the same. */
  dueByNow: number
  /** Where the month ends at this pace; null on its first day. */
  projected: number | null
}

/** The month that a page of goals is about: the one in which its period ends, but none that has not begun. */
export const goalMonthOf = ({ scope: { period, today } }: ReportReader): string => monthOf(period.to > today ? today : period.to)

/** Goals of a month with how far they are. Agents see their own and the team's target, managers all. */
export const readGoals = async (reader: ReportReader, month: string): Promise<GoalView[]> => {
  const { tx, scope } = reader
  const rows = await tx
    .select({ goal: goals, ownerName: users.name })
    .from(goals)
    .leftJoin(users, eq(users.id, goals.ownerId))
    .where(eq(goals.month, monthOf(month)))
  const last = lastDayOfMonth(month)
  const days = daysBetween(monthOf(month), last) + 1
  const gone = Math.max(0, Math.min(days, daysBetween(monthOf(month), scope.today) + 1))
  const views: GoalView[] = []
  for (const { goal, ownerName } of rows) {
    const isTeam = goal.ownerId === NOBODY
    const { owners } = scope.filter
    if (owners && !owners.includes(goal.ownerId)) continue
    const filter = { ...NO_FILTER, owners: isTeam ? null : [goal.ownerId] }
    const sums = await sumOf(reader, { measures: [goal.metric], period: { from: monthOf(month), to: last }, filter })
    const actual = sums[goal.metric]
    views.push({
      metric: goal.metric,
      ownerId: isTeam ? null : goal.ownerId,
      ownerName: isTeam ? null : ownerName,
      target: goal.target,
      actual,
      dueByNow: Math.round((goal.target * gone) / days),
      projected: gone > 1 ? Math.round((actual / gone) * days) : null,
    })
  }
  return views.sort(
    (a, b) => Number(a.ownerId !== null) - Number(b.ownerId !== null) || (a.ownerName ?? "").localeCompare(b.ownerName ?? ""),
  )
}
