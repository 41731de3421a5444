import { and, eq, lt } from "drizzle-orm"
import { z } from "zod"
import { queueSnoozes, tasks } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { SnoozeUntil, snoozeEnd } from "./snooze-until"

export const SnoozeLead = z.object({ leadId: z.uuid(), until: SnoozeUntil })

/** Snoozes a lead in one's own queue, with its due tasks. A new message from the person ends the snooze at once. */
export async function snoozeLead(ctx: Ctx, input: z.input<typeof SnoozeLead>): Promise<{ until: string }> {
  requirePermission(ctx, "lead.edit")
  const { leadId, until } = SnoozeLead.parse(input)
  const { actor } = ctx
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a person has a queue.")
  const end = await snoozeEnd(ctx, until)
  await changeLeads(ctx, async ({ db: tx, changes }) => {
    const lead = await lockLeadOrThrow(tx, leadId)
    requireLeadChange(ctx, lead)
    await tx.delete(queueSnoozes).where(and(eq(queueSnoozes.leadId, lead.id), eq(queueSnoozes.userId, actor.id)))
    await tx.insert(queueSnoozes).values({ id: newId(), leadId: lead.id, userId: actor.id, at: ctx.now(), until: end })
    await tx
      .update(tasks)
      .set({ snoozedUntil: end, remindedAt: null, escalatedAt: null })
      .where(and(eq(tasks.leadId, lead.id), eq(tasks.status, "open"), lt(tasks.actionAt, end)))
    await writeAudit(ctx, tx, { action: "lead.snoozed", leadId: lead.id, change: { until: end.toISOString() } })
    changes.show(lead.id)
  })
  return { until: end.toISOString() }
}
