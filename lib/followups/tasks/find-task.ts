import { eq } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { tasks } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { requireLeadChange } from "@/lib/platform/permissions"

type TaskRow = typeof tasks.$inferSelect

/**
 * Locks a task that the actor may change, and its lead: the lead first, like every other writer, to avoid deadlocks.
 * The assignee and those who may change the lead may change it. Throws `not_found`, `forbidden`.
 */
export async function lockTaskOrThrow(ctx: Ctx, tx: Transaction, taskId: string): Promise<TaskRow> {
  const [seen] = await tx.select({ leadId: tasks.leadId }).from(tasks).where(eq(tasks.id, taskId))
  if (!seen) throw new AppError("not_found", "There is no such task.")
  const lead = await lockLeadOrThrow(tx, seen.leadId)
  const [task] = await tx.select().from(tasks).where(eq(tasks.id, taskId))
  if (!task) throw new AppError("not_found", "There is no such task.")
  const isOwn = ctx.actor.kind === "user" && task.assigneeId === ctx.actor.id
  if (!isOwn) requireLeadChange(ctx, lead)
  return task
}
