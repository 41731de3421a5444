import { and, eq, isNull, sql } from "drizzle-orm"
import { z } from "zod"
import { crmConflicts, crmLinks } from "@/db/schema"
import { eachOf, isForeign } from "@/lib/core/sync/transforms"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
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
    if (use !== conflict.winner) await turnRound(unit, conflict, use)
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

type ConflictRow = typeof crmConflicts.$inferSelect

async function turnRound(unit: LeadUnit, conflict: ConflictRow, use: "ours" | "theirs"): Promise<void> {
  const { leadId, property: field } = conflict
  if (isForeign(conflict.theirs ?? "") && (field === "stage" || field === "owner")) return await chooseThere(unit, conflict, use)
  // Where both sides had agreed before, the other value was a correction; at a first meeting both are the person's.
  const replaces = conflict.base === null ? [] : eachOf(conflict[use === "ours" ? "theirs" : "ours"] ?? "")
  await applyCrmValue(unit, { leadId, field, value: conflict[use] ?? "", replaces, via: "menu" })
}

/** The CRM's value has no meaning here, so the choice waits at the link and is written there with the next push. */
async function chooseThere({ db: tx, changes }: LeadUnit, conflict: ConflictRow, use: "ours" | "theirs"): Promise<void> {
  const { leadId, property, provider, objectType } = conflict
  const choice = JSON.stringify({ use: use === "ours" ? use : conflict.theirs })
  await lockLeads(tx, [leadId])
  await tx
    .update(crmLinks)
    .set({
      snapshot: sql`${crmLinks.snapshot} || jsonb_build_object(${property}::text,
        coalesce(${crmLinks.snapshot}->${property}, '{"o": "", "t": ""}') || ${choice}::jsonb)`,
    })
    .where(and(eq(crmLinks.leadId, leadId), eq(crmLinks.provider, provider), eq(crmLinks.objectType, objectType)))
  changes.add({ leadId, cause: "edited" })
}
