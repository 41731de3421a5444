import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { tasks } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { lockTaskOrThrow } from "./find-task"
import { readTask } from "./queries"
import { SnoozeUntil, snoozeEnd } from "@/lib/followups/queue/snooze-until"
import type { TaskView } from "./task-view"

export const SnoozeTask = z.object({ taskId: z.uuid(), until: SnoozeUntil })

/** Snoozes a task. It is not overdue meanwhile; reminder and escalation start again afterwards. */
export async function snoozeTask(ctx: Ctx, input: z.input<typeof SnoozeTask>): Promise<TaskView> {
  requirePermission(ctx, "lead.edit")
  const { taskId, until } = SnoozeTask.parse(input)
  const end = await snoozeEnd(ctx, until)
  return await changeLeads(ctx, async ({ db: tx, changes }) => {
    const task = await lockTaskOrThrow(ctx, tx, taskId)
    const changed = await tx
      .update(tasks)
      .set({ snoozedUntil: end, remindedAt: null, escalatedAt: null })
      .where(and(eq(tasks.id, taskId), eq(tasks.status, "open")))
      .returning({ id: tasks.id })
    if (changed.length === 0) throw new AppError("conflict", "This task was closed already.")
    await writeAudit(ctx, tx, {
      action: "task.snoozed",
      leadId: task.leadId,
      subject: taskId,
      change: { title: task.title, until: end.toISOString() },
    })
    changes.show(task.leadId)
    return await readTask(tx, taskId)
  })
}
