import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { tasks } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { announceLeads } from "@/lib/platform/live/announce"
import { requirePermission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/react"
import { lockTaskOrThrow } from "./find-task"
import { readTask } from "./queries"
import type { TaskView } from "./task-view"

export const CancelTask = z.object({ taskId: z.uuid() })

/** Cancels a task that is not needed. A planned task cancelled by a person is not planned again. */
export async function cancelTask(ctx: Ctx, input: z.input<typeof CancelTask>): Promise<TaskView> {
  requirePermission(ctx, "lead.edit")
  const { taskId } = CancelTask.parse(input)
  const view = await ctx.db.transaction(async (tx) => {
    const task = await lockTaskOrThrow(ctx, tx, taskId)
    const by = ctx.actor.kind === "user" ? ctx.actor.id : null
    const cancelled = await tx
      .update(tasks)
      .set({ status: "cancelled", cancelledReason: "person", doneAt: ctx.now(), doneBy: by })
      .where(and(eq(tasks.id, taskId), eq(tasks.status, "open")))
      .returning({ id: tasks.id })
    if (cancelled.length === 0) throw new AppError("conflict", "This task was closed already.")
    await writeAudit(ctx, tx, { action: "task.cancelled", leadId: task.leadId, subject: taskId, change: { title: task.title } })
    await react(ctx, tx, [{ leadId: task.leadId, cause: "events" }])
    return await readTask(tx, taskId)
  })
  await announceLeads(ctx.db, [view.leadId])
  return view
}
