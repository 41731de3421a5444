import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { tasks } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { GIVEN_OUTCOMES } from "@/lib/core/followups/task-states"
import { AppError } from "@/lib/platform/errors"
import { recordContact } from "@/lib/leads/contact/record-contact"
import { requirePermission } from "@/lib/platform/permissions"
import { lockTaskOrThrow } from "./find-task"
import { readTask } from "./queries"
import type { TaskView } from "./task-view"
import { whatComesNext, type WhatNext } from "./what-comes-next"

export const CompleteTask = z.object({
  taskId: z.uuid(),
  outcome: z.enum(GIVEN_OUTCOMES).default("done"),
  note: z.string().trim().max(5000).optional(),
})

type Completed = { task: TaskView } & WhatNext

/** Completes a task with its outcome. A call, a message or an email is recorded in the history and counts as an attempt. */
export async function completeTask(ctx: Ctx, input: z.input<typeof CompleteTask>): Promise<Completed> {
  requirePermission(ctx, "lead.edit")
  const { taskId, outcome, note } = CompleteTask.parse(input)
  const task = await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    const open = await lockTaskOrThrow(ctx, tx, taskId)
    const closed = await tx
      .update(tasks)
      .set({ status: "done", outcome, doneAt: ctx.now(), doneBy: actorId(ctx), note: note || open.note })
      .where(and(eq(tasks.id, taskId), eq(tasks.status, "open")))
      .returning({ id: tasks.id })
    if (closed.length === 0) throw new AppError("conflict", "This task was closed already.")
    await writeAudit(ctx, tx, { action: "task.completed", leadId: open.leadId, subject: taskId, change: { title: open.title, outcome } })
    if (outcome !== "done") await recordContact(unit, { leadId: open.leadId, means: outcome, note: note || null, key: `task:${taskId}` })
    else changes.add({ leadId: open.leadId, cause: "events" })
    return await readTask(tx, taskId)
  })
  return { task, ...(await whatComesNext(ctx, { leadId: task.leadId, outcome })) }
}
