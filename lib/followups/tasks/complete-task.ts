import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { tasks } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { GIVEN_OUTCOMES } from "@/lib/core/followups/task-states"
import { AppError } from "@/lib/platform/errors"
import { announceLeads } from "@/lib/platform/live/announce"
import { requirePermission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/react"
import { isContact } from "./contact-event"
import { lockTaskOrThrow } from "./find-task"
import { recordContact } from "./log-contact"
import { readTask } from "./queries"
import type { TaskView } from "./task-view"
import { whatComesNext, type WhatNext } from "./what-comes-next"

export const CompleteTask = z.object({
  taskId: z.uuid(),
  outcome: z.enum(GIVEN_OUTCOMES).default("done"),
  note: z.string().trim().max(5000).optional(),
})

export type Completed = { task: TaskView } & WhatNext

/** Completes a task with its outcome. A call, a message or an email is recorded in the history and counts as an attempt. */
export async function completeTask(ctx: Ctx, input: z.input<typeof CompleteTask>): Promise<Completed> {
  requirePermission(ctx, "lead.edit")
  const { taskId, outcome, note } = CompleteTask.parse(input)
  const { leadId, ...completed } = await ctx.db.transaction(async (tx) => {
    const task = await lockTaskOrThrow(ctx, tx, taskId)
    const by = ctx.actor.kind === "user" ? ctx.actor.id : null
    const closed = await tx
      .update(tasks)
      .set({ status: "done", outcome, doneAt: ctx.now(), doneBy: by, note: note || task.note })
      .where(and(eq(tasks.id, taskId), eq(tasks.status, "open")))
      .returning({ id: tasks.id })
    if (closed.length === 0) throw new AppError("conflict", "This task was closed already.")
    await writeAudit(ctx, tx, { action: "task.completed", leadId: task.leadId, subject: taskId, change: { title: task.title, outcome } })
    if (isContact(outcome)) await recordContact(ctx, tx, { leadId: task.leadId, means: outcome, note: note || null, key: `task:${taskId}` })
    else await react(ctx, tx, [{ leadId: task.leadId, cause: "events" }])
    return { leadId: task.leadId, task: await readTask(tx, taskId), ...(await whatComesNext(ctx, tx, { leadId: task.leadId, outcome })) }
  })
  await announceLeads(ctx.db, [leadId])
  return completed
}
