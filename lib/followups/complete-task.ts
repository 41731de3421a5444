import { and, asc, eq } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { tasks } from "@/db/schema"
import { writeAudit } from "@/lib/audit-log"
import type { Ctx } from "@/lib/context"
import { nextAttempt } from "@/lib/core/followups/next-attempt"
import { GIVEN_OUTCOMES } from "@/lib/core/followups/task-states"
import { AppError } from "@/lib/errors"
import { announceLeads } from "@/lib/live/announce"
import { requirePermission } from "@/lib/permissions"
import { react } from "@/lib/reactions/react"
import { isContact } from "./contact-event"
import { lockTaskOrThrow, type TaskRow } from "./find-task"
import { loadFacts } from "./load-facts"
import { foldContact } from "./log-contact"
import { readTask } from "./queries"
import type { TaskView } from "./task-view"
import { readWorkingTime } from "./working-time-setting"

export const CompleteTask = z.object({
  taskId: z.uuid(),
  outcome: z.enum(GIVEN_OUTCOMES).default("done"),
  note: z.string().trim().max(5000).optional(),
})

export type Completed = {
  task: TaskView
  /** What comes next on this lead, if something is planned. */
  next: { id: string; title: string; at: string } | null
  /** When nothing is planned and nobody was reached: when to try again. `createTask` takes it up. */
  proposal: { at: string } | null
}

/** Closes a task with what came of it. A call, a message or a mail stands in the history and counts as an attempt. */
export const completeTask = async (ctx: Ctx, input: z.input<typeof CompleteTask>): Promise<Completed> => {
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
    if (isContact(outcome)) await foldContact(ctx, tx, { leadId: task.leadId, means: outcome, note: note || null, key: `task:${taskId}` })
    else await react(ctx, tx, [{ leadId: task.leadId, cause: "events" }])
    return { leadId: task.leadId, task: await readTask(tx, taskId), ...(await whatComesNext(ctx, tx, task, outcome)) }
  })
  await announceLeads(ctx.db, [leadId])
  return completed
}

const whatComesNext = async (
  ctx: Ctx,
  tx: Transaction,
  { leadId }: TaskRow,
  outcome: string,
): Promise<Pick<Completed, "next" | "proposal">> => {
  const [next] = await tx
    .select({ id: tasks.id, title: tasks.title, at: tasks.actionAt })
    .from(tasks)
    .where(and(eq(tasks.leadId, leadId), eq(tasks.status, "open")))
    .orderBy(asc(tasks.actionAt))
    .limit(1)
  if (next) return { next: { ...next, at: next.at.toISOString() }, proposal: null }
  const [facts] = outcome === "no_answer" ? await loadFacts(tx, [leadId]) : []
  if (facts?.outcome !== "open") return { next: null, proposal: null }
  return { next: null, proposal: { at: nextAttempt(await readWorkingTime(tx), ctx.now(), facts.cadence).toISOString() } }
}
