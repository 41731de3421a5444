import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { tasks } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { lockTaskOrThrow } from "./find-task"
import { readTask } from "./queries"
import type { TaskView } from "./task-view"

export const CancelTask = z.object({ taskId: z.uuid() })

/** Cancels a task that is not needed. A planned task cancelled by a person is not planned again. */
export async function cancelTask(ctx: Ctx, input: z.input<typeof CancelTask>): Promise<TaskView> {
  requirePermission(ctx, "lead.edit")
  const { taskId } = CancelTask.parse(input)
  return await changeLeads(ctx, async ({ db: tx, changes }) => {
    const task = await lockTaskOrThrow(ctx, tx, taskId)
    const cancelled = await tx
      .update(tasks)
      .set({ status: "cancelled", cancelledReason: "person", doneAt: ctx.now(), doneBy: actorId(ctx) })
      .where(and(eq(tasks.id, taskId), eq(tasks.status, "open")))
      .returning({ id: tasks.id })
    if (cancelled.length === 0) throw new AppError("conflict", "This task was closed already.")
    await writeAudit(ctx, tx, { action: "task.cancelled", leadId: task.leadId, subject: taskId, change: { title: task.title } })
    changes.add({ leadId: task.leadId, cause: "events" })
    return await readTask(tx, taskId)
  })
}
