import { and, eq, inArray } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { duplicateItems } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { lockShared } from "@/lib/platform/lock-order"
import { requirePermission } from "@/lib/platform/permissions"
import { lockStrengths, relist, restoreStrengths } from "./share-identity"

/** The item is open again as if it had never been decided. */
export async function reopen(tx: Transaction, itemId: string): Promise<void> {
  await tx
    .update(duplicateItems)
    .set({ status: "pending", decision: null, decidedAt: null, decidedBy: null, strengthsBefore: null, snoozedUntil: null })
    .where(eq(duplicateItems.id, itemId))
}

/** Undoes "different people", "later" and "shared line". A merge and a split have their own undo verbs. */
export async function reopenItem(ctx: Ctx, { itemId }: { itemId: string }): Promise<void> {
  requirePermission(ctx, "duplicates.review")
  const id = z.uuid().parse(itemId)
  await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    const [known] = await tx.select({ strengths: duplicateItems.strengthsBefore }).from(duplicateItems).where(eq(duplicateItems.id, id))
    if (!known) throw new AppError("not_found", "There is no such item.")
    await lockStrengths(tx, known.strengths ?? [])
    await lockShared(tx)
    await restoreStrengths(tx, known.strengths ?? [])
    await relist(unit, known.strengths ?? [])
    const [item] = await tx
      .update(duplicateItems)
      .set({ status: "pending", decision: null, decidedAt: null, decidedBy: null, strengthsBefore: null, snoozedUntil: null })
      .where(and(eq(duplicateItems.id, id), inArray(duplicateItems.status, ["distinct", "later"])))
      .returning()
    if (!item) throw new AppError("conflict", "This item is open, or its answer is undone elsewhere.")
    changes.add({ leadId: item.leadA, cause: "edited" }, { leadId: item.leadB, cause: "edited" })
    await writeAudit(ctx, tx, { action: "duplicate.reopened", leadId: item.leadA, subject: id, change: { pair: item.pairKey } })
  })
}
