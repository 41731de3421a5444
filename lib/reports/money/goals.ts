import { and, eq, ne } from "drizzle-orm"
import { z } from "zod"
import { GOAL_METRICS, goals, users } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { addDays, daysBetween, lastDayOfMonth, monthOf, startOfDay } from "@/lib/core/days"
import { NOBODY } from "@/lib/core/metrics/measures"
import { toHundredths, TypedAmount } from "@/lib/core/money/money"
import { newId } from "@/lib/platform/ids"
import { can, requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { sumOf, type ReportReader } from "@/lib/reports/query/reader"
import { NO_FILTER } from "@/lib/reports/query/report-query"

export const SetGoal = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "Write the month as 2026-03."),
  metric: z.enum(GOAL_METRICS),
  /** Left out: the team's. */
  ownerId: z.uuid().optional(),
  /** Revenue in the currency's main unit; a 0 takes the goal away. */
  target: TypedAmount.pipe(z.number().max(1_000_000_000)),
})
export type SetGoal = z.input<typeof SetGoal>

export async function setGoal(ctx: Ctx, input: SetGoal): Promise<void> {
  requirePermission(ctx, "reports.team")
  const { month, metric, ownerId = NOBODY, target } = SetGoal.parse(input)
  const key = { month: `${month}-01`, metric, ownerId }
  const row = {
    target: metric === "revenue" ? toHundredths(target) : Math.round(target),
    updatedAt: ctx.now(),
    updatedBy: actorId(ctx),
  }
  await inTransaction(ctx, async (tx) => {
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
  /** What the goal asks for by the end of today, if every day of the month brings the same; nothing before the month. */
  dueByNow: number
  /** Where the month ends at the pace of the time gone, today's hours included; null before a whole day is gone. */
  projected: number | null
}

/** The month that a page of goals is about: the one in which its period ends, also one that is still to come. */
export const goalMonthOf = ({ scope }: ReportReader): string => monthOf(scope.period.to)

/**
 * Goals of a month with how far they are. Managers see everybody's, whatever else they look at by; everybody else their
 * own.
 */
export async function readGoals(ctx: Pick<Ctx, "actor" | "now">, reader: ReportReader, month: string): Promise<GoalView[]> {
  requirePermission(ctx, "reports.own")
  const own = ctx.actor.kind === "user" ? ctx.actor.id : NOBODY
  const rows = await reader.tx
    .select({ goal: goals, ownerName: users.name })
    .from(goals)
    .leftJoin(users, eq(users.id, goals.ownerId))
    .where(and(eq(goals.month, monthOf(month)), can(ctx.actor, "reports.team") ? undefined : ownGoals(own)))
  const time = timeGone(reader, month, ctx.now())
  const views: GoalView[] = []
  for (const { goal, ownerName } of rows) {
    const isTeam = goal.ownerId === NOBODY
    const filter = { ...NO_FILTER, owners: isTeam ? null : [goal.ownerId] }
    const period = { from: monthOf(month), to: lastDayOfMonth(month) }
    const sums = await sumOf(reader, { measures: [goal.metric], period, filter })
    const actual = sums[goal.metric]
    views.push({
      metric: goal.metric,
      ownerId: isTeam ? null : goal.ownerId,
      ownerName: isTeam ? null : ownerName,
      target: goal.target,
      actual,
      dueByNow: Math.round((goal.target * time.daysBegun) / time.days),
      projected: time.elapsed >= 1 ? Math.round((actual / time.elapsed) * time.days) : null,
    })
  }
  return views.sort(
    (a, b) => Number(a.ownerId !== null) - Number(b.ownerId !== null) || (a.ownerName ?? "").localeCompare(b.ownerName ?? ""),
  )
}

/** The empty id stands for the team, so a viewer without an id has no goals. */
const ownGoals = (own: string) => and(eq(goals.ownerId, own), ne(goals.ownerId, NOBODY))

/** How much of a month is over: days that have begun, and days gone with the part of today that is. */
function timeGone({ scope, rules }: ReportReader, month: string, now: Date) {
  const first = monthOf(month)
  const days = daysBetween(first, lastDayOfMonth(month)) + 1
  const whole = daysBetween(first, scope.today)
  const [begins, ends] = [startOfDay(scope.today, rules.timeZone), startOfDay(addDays(scope.today, 1), rules.timeZone)]
  const part = (now.getTime() - begins.getTime()) / (ends.getTime() - begins.getTime())
  const within = (value: number) => Math.max(0, Math.min(days, value))
  return { days, daysBegun: within(whole + 1), elapsed: within(whole + part) }
}
