import { and, eq, isNull } from "drizzle-orm"
import { z } from "zod"
import { crmConflicts } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { applyCrmValue } from "./apply-crm-value"

/**
 * A person decides a conflict that a rule had decided. Keeping the winner only records that a person has looked. Taking the loser
 * puts it in place here, as that person's own edit, and from here it goes to the CRM like any edit: so both sides end with the
 * value that was chosen, whichever of them had lost.
 */
export const SettleConflict = z.object({ conflictId: z.uuid(), use: z.enum(["ours", "theirs"]) })

export async function settleConflict(ctx: Ctx, input: z.infer<typeof SettleConflict>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { conflictId, use } = SettleConflict.parse(input)
  const [conflict] = await ctx.db.select().from(crmConflicts).where(eq(crmConflicts.id, conflictId))
  if (!conflict) throw new AppError("not_found", "There is no such conflict.")
  if (conflict.settledAt) throw new AppError("conflict", "This conflict is decided already.")
  await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    const { leadId, property: field } = conflict
    if (use !== conflict.winner) await applyCrmValue(unit, { leadId, field, value: conflict[use] ?? "", via: "menu" })
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
