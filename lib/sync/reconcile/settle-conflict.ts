import { and, eq, isNull } from "drizzle-orm"
import { z } from "zod"
import { crmConflicts } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { AppError } from "@/lib/platform/errors"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { requirePermission } from "@/lib/platform/permissions"

/**
 * A person decides a conflict that a rule had decided. Keeping the winner only says that somebody has looked. Taking the loser
 * puts it in place here, as that person's own edit, and from here it goes to the CRM like any edit: so both sides end with the
 * value that was chosen, whichever of them had lost.
 */
export const SettleConflict = z.object({ conflictId: z.uuid(), use: z.enum(["ours", "theirs"]) })

export async function settleConflict(ctx: Ctx, input: z.infer<typeof SettleConflict>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { conflictId, use } = SettleConflict.parse(input)
  const [conflict] = await ctx.db.select().from(crmConflicts).where(eq(crmConflicts.id, conflictId))
  if (!conflict) throw new AppError("not_found", "There is no such conflict.")
  if (conflict.settledAt) throw new AppError("conflict", "Somebody has decided this already.")
  await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    if (use !== conflict.winner) await putInPlace(unit, conflict, (use === "ours" ? conflict.ours : conflict.theirs) ?? "")
    await lockLeads(tx, [conflict.leadId])
    changes.show(conflict.leadId)
    const settled = await tx
      .update(crmConflicts)
      .set({ settledAt: ctx.now(), settledBy: actorId(ctx), settledFor: use })
      .where(and(eq(crmConflicts.id, conflictId), isNull(crmConflicts.settledAt)))
      .returning({ id: crmConflicts.id })
    if (settled.length === 0) return
    const change = { property: conflict.property, use, ours: conflict.ours, theirs: conflict.theirs }
    await writeAudit(ctx, tx, { action: "crm.conflict_settled", leadId: conflict.leadId, subject: conflictId, change })
  })
}

async function putInPlace(ctx: Ctx, { leadId, property }: typeof crmConflicts.$inferSelect, value: string): Promise<void> {
  const field = LEAD_FIELDS.find((known) => known === property)
  if (field) await editLead(ctx, { leadId, fields: { [field]: value } })
  else if (property === "email" && value !== "") await editLead(ctx, { leadId, addEmail: value })
  else if (property === "phone" && value !== "") await editLead(ctx, { leadId, addPhone: value })
  else if (property === "owner") await assignLead(ctx, { leadId, ownerId: value || null, reason: "decided on the sync screen" })
  else if (property === "stage") await move(ctx, leadId, value)
  else throw new AppError("invalid", "This value follows from others and cannot be set by hand.")
}

async function move(ctx: Ctx, leadId: string, value: string): Promise<void> {
  const to = STAGE_IDS.find((id) => id === value)
  if (!to) throw new AppError("invalid", "There is no such stage.")
  const moved = await moveLead(ctx, { leadId, to, via: "menu" })
  if (!moved.ok)
    throw new AppError("conflict", "The stage asks for something the lead lacks. Move it on the board, where it can be filled in.")
}
