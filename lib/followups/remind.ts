import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import type { Ctx } from "@/lib/context"
import { isWorking, subtractWorkingMinutes } from "@/lib/core/working-time/working-time"
import { announceLeads, announceNotified } from "@/lib/live/announce"
import { groupNotices, notify, type Notice, type TaskNews } from "./notify"
import { readWorkingTime } from "@/lib/team/working-time-setting"
import { readResponseTargets } from "./response-targets-setting"

/**
 * What a clock has to say, every few minutes in working hours: a task that has become due rings its assignee's bell, and
 * one that has been overdue for too many working hours is flagged and brought before the managers. Each task is claimed
 * by the statement that marks it, so two workers, or one that runs twice, ring once.
 */
export const remind = async (ctx: Ctx): Promise<{ reminded: number; escalated: number }> => {
  const [calendar, targets] = await Promise.all([readWorkingTime(ctx.db), readResponseTargets(ctx.db)])
  if (!isWorking(calendar, ctx.now())) return { reminded: 0, escalated: 0 }
  const cutoff = subtractWorkingMinutes(calendar, ctx.now(), targets.escalateAfterHours * 60)
  const { due, overdue, notices } = await ctx.db.transaction(async (tx) => {
    const claimedDue = await claim(ctx, tx, "reminded_at", ctx.now())
    const claimedOverdue = await claim(ctx, tx, "escalated_at", cutoff)
    const told = [...reminders(ctx, claimedDue), ...(await escalations(ctx, tx, claimedOverdue))]
    await notify(tx, told, ctx.now())
    return { due: claimedDue, overdue: claimedOverdue, notices: told }
  })
  await announceNotified(
    ctx.db,
    notices.map(({ userId }) => userId),
  )
  await announceLeads(
    ctx.db,
    overdue.map(({ leadId }) => leadId),
  )
  return { reminded: due.length, escalated: overdue.length }
}

const Claimed = z.object({
  taskId: z.uuid(),
  leadId: z.uuid(),
  title: z.string(),
  leadName: z.string(),
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
})
type Claimed = z.infer<typeof Claimed>

const CLAIM_MAX = 2_000

const claim = async (ctx: Ctx, tx: Transaction, mark: "reminded_at" | "escalated_at", until: Date): Promise<Claimed[]> => {
  const column = sql.identifier(mark)
  const { rows } = await tx.execute(sql`
    with due as (
      select id from tasks where status = 'open' and ${column} is null and action_at <= ${until.toISOString()}
      order by action_at desc limit ${CLAIM_MAX} for update skip locked
    ), marked as (
      update tasks t set ${column} = ${ctx.now().toISOString()} from due where t.id = due.id returning t.id, t.lead_id, t.title, t.assignee_id
    )
    select m.id as "taskId", m.lead_id as "leadId", m.title, coalesce(l.name, l.phones[1], l.emails[1], 'A visitor') as "leadName",
      m.assignee_id as "assigneeId", u.name as "assigneeName"
    from marked m join leads l on l.id = m.lead_id left join users u on u.id = m.assignee_id order by m.id`)
  return rows.map((row) => Claimed.parse(row))
}

const reminders = (ctx: Ctx, due: readonly Claimed[]): Notice[] =>
  [...byAssignee(due)].flatMap(([userId, news]) =>
    userId === null
      ? []
      : groupNotices(news, {
          userId,
          kind: "task_due",
          at: ctx.now(),
          single: ({ title, leadName }) => `Due now: ${title} · ${leadName}`,
          many: (count) => `${count} tasks are due now`,
        }),
  )

const escalations = async (ctx: Ctx, tx: Transaction, overdue: readonly Claimed[]): Promise<Notice[]> => {
  if (overdue.length === 0) return []
  const seniors = await escalationReaders(tx)
  return seniors.flatMap((userId) =>
    [...byAssignee(overdue)].flatMap(([assigneeId, news]) => {
      const whose = news[0]?.assigneeName ?? "Nobody"
      return groupNotices(news, {
        userId,
        kind: "task_overdue",
        at: ctx.now(),
        single: ({ title, leadName }) => `Overdue: ${title} · ${leadName} (${whose})`,
        many: (count) => `${whose} has ${count} overdue tasks`,
      }).map((notice) => ({ ...notice, dedupeKey: `${notice.dedupeKey}:${assigneeId ?? "nobody"}` }))
    }),
  )
}

/** Managers; where there is none, the senior agents; and where there is none of those either, the admins. */
const escalationReaders = async (tx: Transaction): Promise<string[]> => {
  const { rows } = await tx.execute<{ id: string; role: string }>(
    sql`select id, role from users where active and role in ('manager', 'senior_agent', 'admin') order by id`,
  )
  for (const role of ["manager", "senior_agent", "admin"]) {
    const found = rows.filter((row) => row.role === role)
    if (found.length > 0) return found.map(({ id }) => id)
  }
  return []
}

const byAssignee = (claimed: readonly Claimed[]): Map<string | null, (TaskNews & { assigneeName: string | null })[]> => {
  const groups = new Map<string | null, (TaskNews & { assigneeName: string | null })[]>()
  for (const { assigneeId, ...news } of claimed) groups.set(assigneeId, [...(groups.get(assigneeId) ?? []), news])
  return groups
}
