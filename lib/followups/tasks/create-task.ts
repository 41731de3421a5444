import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { stages, tasks, users } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { readTask } from "./queries"
import type { TaskView } from "./task-view"

export const CreateTask = z.object({
  leadId: z.uuid(),
  title: z.string().trim().min(1, "Say what is to be done.").max(200),
  kind: z.enum(["call", "whatsapp", "email", "review", "custom"]).default("custom"),
  dueAt: z.iso.datetime({ offset: true }),
  note: z.string().trim().max(5000).optional(),
  assigneeId: z
    .uuid()
    .nullable()
    .optional()
    .describe("The lead's owner when left out; for an unassigned lead the person who creates the task"),
})

/** Creates a person's own task on a lead. A booked or lost lead has none: it would never be looked at. */
export async function createTask(ctx: Ctx, input: z.input<typeof CreateTask>): Promise<TaskView> {
  requirePermission(ctx, "lead.edit")
  const given = CreateTask.parse(input)
  return await changeLeads(ctx, async ({ db: tx, changes }) => {
    const lead = await lockLeadOrThrow(tx, given.leadId)
    requireLeadChange(ctx, lead)
    const [stage] = await tx.select({ outcome: stages.outcome, name: stages.name }).from(stages).where(eq(stages.id, lead.stageId))
    if (lead.kind === "lead" && stage?.outcome !== "open")
      throw new AppError("conflict", `This lead is ${stage?.name.toLowerCase() ?? "closed"}; reopen it to plan something.`)
    const me = actorId(ctx)
    const assigneeId = given.assigneeId === undefined ? (lead.ownerId ?? me) : given.assigneeId
    if (assigneeId !== null) {
      const [assignee] = await tx
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.id, assigneeId), eq(users.active, true)))
      if (!assignee) throw new AppError("invalid", "There is no such active colleague.", { fields: { assigneeId: "Not a colleague." } })
    }
    const id = newId()
    const { kind, title } = given
    await tx.insert(tasks).values({
      id,
      leadId: lead.id,
      kind,
      title,
      note: given.note || null,
      stageId: lead.stageId,
      run: lead.run,
      dueAt: new Date(given.dueAt),
      assigneeId,
      createdBy: me,
      createdAt: ctx.now(),
    })
    await writeAudit(ctx, tx, { action: "task.created", leadId: lead.id, subject: id, change: { title, kind, dueAt: given.dueAt } })
    changes.show(lead.id)
    return await readTask(tx, id)
  })
}
