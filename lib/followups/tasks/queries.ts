import { addDays, dayOf, startOfDay } from "@/lib/core/days"
import { and, asc, desc, eq, isNull, lt, lte, sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { tasks, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { readAtCursor, writeAtCursor } from "@/lib/core/at-cursor"
import { TASK_STATUSES } from "@/lib/core/followups/task-states"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import type { TaskView } from "./task-view"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

const COLUMNS = { task: tasks, assigneeName: users.name }
type Row = { task: typeof tasks.$inferSelect; assigneeName: string | null }

const taskView = ({ task, assigneeName }: Row): TaskView => ({
  id: task.id,
  leadId: task.leadId,
  kind: task.kind,
  title: task.title,
  note: task.note,
  state: task.status,
  outcome: task.outcome,
  dueAt: task.dueAt.toISOString(),
  snoozedUntil: task.snoozedUntil?.toISOString() ?? null,
  assignee: task.assigneeId && assigneeName ? { id: task.assigneeId, name: assigneeName } : null,
  isPlanned: task.createdBy === null && task.planKey !== null,
  isEscalated: task.escalatedAt !== null,
  createdAt: task.createdAt.toISOString(),
  closedAt: task.doneAt?.toISOString() ?? null,
  cancelledBecause: task.cancelledReason,
})

/** Throws `not_found`. */
export async function readTask(db: Database | Transaction, taskId: string): Promise<TaskView> {
  const [row] = await db.select(COLUMNS).from(tasks).leftJoin(users, eq(users.id, tasks.assigneeId)).where(eq(tasks.id, taskId))
  if (!row) throw new AppError("not_found", "There is no such task.")
  return taskView(row)
}

const CLOSED_SHOWN = 20

/** The open tasks of a lead, soonest first, then the latest closed ones. */
export async function listLeadTasks(db: Database | Transaction, leadId: string): Promise<TaskView[]> {
  const of = (where: SQL) =>
    db
      .select(COLUMNS)
      .from(tasks)
      .leftJoin(users, eq(users.id, tasks.assigneeId))
      .where(and(eq(tasks.leadId, leadId), where))
      .$dynamic()
  const [open, closed] = await Promise.all([
    of(eq(tasks.status, "open")).orderBy(asc(tasks.actionAt), asc(tasks.id)).limit(100),
    of(sql`${tasks.status} <> 'open'`)
      .orderBy(desc(tasks.doneAt), desc(tasks.id))
      .limit(CLOSED_SHOWN),
  ])
  return [...open, ...closed].map(taskView)
}

export const ListTasks = z.object({
  owner: z
    .union([z.uuid(), z.enum(["me", "none"])])
    .optional()
    .describe("Whose; `none` for unassigned"),
  due: z.enum(["overdue", "today", "week"]).optional().describe("Until now, until the end of today, or within seven days"),
  state: z.enum(TASK_STATUSES).default("open"),
  lead: z.uuid().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Tasks in order of when they need attention. */
export async function listTasks(ctx: Ctx, input: z.input<typeof ListTasks>): Promise<{ data: TaskView[]; nextCursor: string | null }> {
  requirePermission(ctx, "lead.read")
  const { owner, due, state, lead, cursor, limit } = ListTasks.parse(input)
  const ownerId = owner === "me" ? (ctx.actor.kind === "user" ? ctx.actor.id : undefined) : owner
  if (owner === "me" && ownerId === undefined)
    throw new AppError("invalid", "An API key has no tasks of its own: name an owner.", { fields: { owner: "Give a user's id." } })
  const rows = await ctx.db
    .select(COLUMNS)
    .from(tasks)
    .leftJoin(users, eq(users.id, tasks.assigneeId))
    .where(
      and(
        eq(tasks.status, state),
        lead === undefined ? undefined : eq(tasks.leadId, lead),
        ownerId === undefined ? undefined : ownerId === "none" ? isNull(tasks.assigneeId) : eq(tasks.assigneeId, ownerId),
        due === undefined ? undefined : await dueBefore(ctx, due),
        afterCursor(cursor),
      ),
    )
    .orderBy(asc(tasks.actionAt), asc(tasks.id))
    .limit(limit + 1)
  const last = rows.length > limit ? rows[limit - 1]?.task : undefined
  return { data: rows.slice(0, limit).map(taskView), nextCursor: last ? writeAtCursor({ at: last.actionAt, id: last.id }) : null }
}

async function dueBefore(ctx: Ctx, due: "overdue" | "today" | "week"): Promise<SQL> {
  if (due === "overdue") return lte(tasks.actionAt, ctx.now())
  const calendar = await readWorkingTime(ctx.db)
  const today = dayOf(ctx.now(), calendar.timeZone)
  return lt(tasks.actionAt, startOfDay(addDays(today, due === "today" ? 1 : 7), calendar.timeZone))
}

function afterCursor(cursor: string | undefined): SQL | undefined {
  const after = readAtCursor(cursor)
  return after ? sql`(${tasks.actionAt}, ${tasks.id}) > (${after.at}::timestamptz, ${after.id}::uuid)` : undefined
}

/** The number of one's own overdue tasks. */
export async function countOverdue(ctx: Ctx): Promise<number> {
  requirePermission(ctx, "lead.read")
  if (ctx.actor.kind !== "user") return 0
  return await ctx.db.$count(tasks, and(eq(tasks.assigneeId, ctx.actor.id), eq(tasks.status, "open"), lte(tasks.actionAt, ctx.now())))
}
