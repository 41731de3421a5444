import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { isWorking, subtractWorkingMinutes } from "@/lib/core/working-time/working-time"
import { escalationRecipients } from "@/lib/notifications/escalation-recipients"
import { groupNotifications, notify, type NotificationItem, type NewNotification } from "@/lib/notifications/notify"
import { publishEvents } from "@/lib/platform/hooks/publish-events"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { readResponseTargets } from "@/lib/platform/settings/response-targets-setting"

/**
 * Reminders, every few minutes in working hours: a due task notifies its assignee, and one that has been overdue for
 * too many working hours is flagged and escalated to the managers. For a colleague out of office it notifies their
 * cover, or the managers where there is none. Each task is claimed by the statement that marks it, so two workers, or
 * one that runs twice, notify once.
 */
export async function remind(ctx: Ctx): Promise<{ reminded: number; escalated: number }> {
  const [calendar, targets] = await Promise.all([readWorkingTime(ctx.db), readResponseTargets(ctx.db)])
  if (!isWorking(calendar, ctx.now())) return { reminded: 0, escalated: 0 }
  const cutoff = subtractWorkingMinutes(calendar, ctx.now(), targets.escalateTasksAfterHours * 60)
  return await changeLeads(ctx, async ({ db: tx, changes }) => {
    const claimedDue = await claim(ctx, tx, "reminded_at", ctx.now())
    await publishEvents(
      tx,
      claimedDue.map(({ leadId, taskId: id, assigneeId }) => ({ type: "task.due", leadId, facts: { task: { id, assigneeId } } })),
      ctx.now(),
    )
    const claimedOverdue = await claim(ctx, tx, "escalated_at", cutoff)
    await notify(tx, [...(await reminders(ctx, tx, claimedDue)), ...(await escalations(ctx, tx, claimedOverdue))], ctx.now())
    changes.show(...claimedOverdue.map(({ leadId }) => leadId))
    return { reminded: claimedDue.length, escalated: claimedOverdue.length }
  })
}

const Claimed = z.object({
  taskId: z.uuid(),
  leadId: z.uuid(),
  title: z.string(),
  leadName: z.string(),
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  isAway: z.boolean(),
  deputyId: z.string().nullable(),
})
type Claimed = z.infer<typeof Claimed>

const CLAIM_MAX = 2_000

async function claim(ctx: Ctx, tx: Transaction, mark: "reminded_at" | "escalated_at", until: Date): Promise<Claimed[]> {
  const column = sql.identifier(mark)
  const { rows } = await tx.execute(sql`
    with due as (
      select t.id from tasks t join leads l on l.id = t.lead_id
      where t.status = 'open' and l.restricted_at is null and t.${column} is null and t.action_at <= ${until.toISOString()}
      order by t.action_at desc limit ${CLAIM_MAX} for no key update of l skip locked
    ), marked as (
      update tasks t set ${column} = ${ctx.now().toISOString()} from due where t.id = due.id and t.status = 'open' and t.${column} is null returning t.id, t.lead_id, t.title, t.assignee_id
    )
    select m.id as "taskId", m.lead_id as "leadId", m.title, coalesce(l.name, l.phones[1], l.emails[1], 'A visitor') as "leadName",
      m.assignee_id as "assigneeId", u.name as "assigneeName", away.user_id is not null as "isAway",
      (select d.id from users d where d.id = away.deputy_id and d.active) as "deputyId"
    from marked m join leads l on l.id = m.lead_id left join users u on u.id = m.assignee_id
    left join lateral (
      select a.user_id, a.deputy_id from absences a where a.user_id = m.assignee_id and a.from_at <= ${ctx.now().toISOString()} and a.to_at > ${ctx.now().toISOString()}
      order by a.to_at desc limit 1) away on true
    order by m.id`)
  return rows.map((row) => Claimed.parse(row))
}

const itemsOf = (ctx: Ctx, claimed: readonly Claimed[], text: (one: Claimed) => string): NotificationItem[] =>
  claimed.map((one) => ({ key: `${one.taskId}:${ctx.now().toISOString()}`, leadId: one.leadId, taskId: one.taskId, text: text(one) }))

async function reminders(ctx: Ctx, tx: Transaction, due: readonly Claimed[]): Promise<NewNotification[]> {
  const isOrphaned = ({ isAway, deputyId }: Claimed) => isAway && deputyId === null
  const managers = due.some(isOrphaned) ? await escalationRecipients(tx) : []
  const told = due.flatMap((one) =>
    isOrphaned(one) ? managers.map((tellId) => ({ ...one, tellId })) : { ...one, tellId: one.deputyId ?? one.assigneeId },
  )
  return [...Map.groupBy(told, ({ tellId }) => tellId)].flatMap(([userId, claimed]) =>
    userId === null
      ? []
      : groupNotifications(
          itemsOf(
            ctx,
            claimed,
            ({ title, leadName, isAway, assigneeName }) =>
              `Due now: ${title} · ${leadName}${isAway ? ` (for ${assigneeName}, who is away)` : ""}`,
          ),
          { userId, kind: "task_due", at: ctx.now(), many: (count) => `${count} tasks are due now` },
        ),
  )
}

async function escalations(ctx: Ctx, tx: Transaction, overdue: readonly Claimed[]): Promise<NewNotification[]> {
  if (overdue.length === 0) return []
  const readers = await escalationRecipients(tx)
  return readers.flatMap((userId) =>
    [...byAssignee(overdue)].flatMap(([, claimed]) => {
      const whose = claimed[0]?.assigneeName ?? "Nobody"
      return groupNotifications(
        itemsOf(ctx, claimed, ({ title, leadName }) => `Overdue: ${title} · ${leadName} (${whose})`),
        { userId, kind: "task_overdue", at: ctx.now(), many: (count) => `${whose} has ${count} overdue tasks` },
      )
    }),
  )
}

function byAssignee(claimed: readonly Claimed[]): Map<string | null, Claimed[]> {
  const groups = new Map<string | null, Claimed[]>()
  for (const one of claimed) groups.set(one.assigneeId, [...(groups.get(one.assigneeId) ?? []), one])
  return groups
}
