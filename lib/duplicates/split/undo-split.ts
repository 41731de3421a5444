import { and, eq, inArray, isNull } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { duplicateItems, leadIdentities, leads, ownerHistory, splits, stageHistory, type SplitSnapshot } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { FIRST_STAGE } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { lockShared } from "@/lib/platform/lock-order"
import { lockIntakeKeys } from "@/lib/leads/edit/lock-intake-keys"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { lockPair } from "@/lib/duplicates/merge/merge-leads"
import { joinChildren } from "@/lib/duplicates/merge/move-children"
import { reopen } from "@/lib/duplicates/items/reopen-item"
import { repointItems, returnItems } from "@/lib/duplicates/items/repoint-items"
import { lockStrengths, relist, restoreStrengths } from "@/lib/duplicates/items/share-identity"

type UndoSplitOutcome = {
  leadId: string
  /** The lead that the split had created; its id leads to `leadId` from now on. */
  closedId: string
  /** What could not be restored, in words. */
  kept: string[]
}

/**
 * Undoes a split: everything of the new lead, later arrivals included, returns to the original lead, and the new lead's
 * id becomes a forwarding address. The original lead's stage and owner were never changed and stay.
 */
export async function undoSplit(ctx: Ctx, { splitId }: { splitId: string }): Promise<UndoSplitOutcome> {
  requirePermission(ctx, "duplicates.review")
  return await changeLeads(ctx, (unit) => undoLocked(unit, splitId))
}

async function undoLocked(unit: LeadUnit, splitId: string): Promise<UndoSplitOutcome> {
  const { db: tx, changes } = unit
  const [split] = await tx.select().from(splits).where(eq(splits.id, splitId))
  if (!split) throw new AppError("not_found", "There is no such split.")
  const { fromId, toId, snapshot } = split
  await lockIntakeKeys(tx, [fromId, toId])
  await lockStrengths(tx, snapshot.strengths)
  const { merged: born } = await lockPair(tx, fromId, toId)
  await lockShared(tx)
  await claimSplit(unit, splitId)
  await tx.delete(leadIdentities).where(inArray(leadIdentities.id, snapshot.copies))
  await joinChildren(tx, { from: toId, into: fromId, now: unit.now() })
  await keepBirth(tx, toId, snapshot)
  const unrestored = await restoreStrengths(tx, snapshot.strengths)
  await tx
    .update(leads)
    .set({ state: "merged", mergedInto: fromId, version: born.version + 1, updatedAt: unit.now() })
    .where(eq(leads.id, toId))
  await relist(unit, snapshot.strengths)
  await reprojectLead(tx, fromId, unit.now())
  await tx.delete(duplicateItems).where(and(eq(duplicateItems.id, snapshot.distinctItemId), eq(duplicateItems.reason, "split_apart")))
  await returnItems(tx, snapshot.items)
  await repointItems(tx, { from: toId, into: fromId })
  if (split.itemId) await reopen(tx, split.itemId)
  changes.add({ leadId: fromId, cause: "merged" }, { leadId: toId, cause: "merged" })
  const kept = keptWords(born, unrestored)
  await writeAudit(unit, tx, { action: "lead.split_undone", leadId: fromId, subject: toId, change: { splitId, kept } })
  return { leadId: fromId, closedId: toId, kept }
}

/** The row is claimed in its WHERE clause: of two people who undo at once, one does. */
async function claimSplit(unit: LeadUnit, splitId: string): Promise<void> {
  const claimed = await unit.db
    .update(splits)
    .set({ undoneAt: unit.now(), undoneBy: actorId(unit) })
    .where(and(eq(splits.id, splitId), isNull(splits.undoneAt)))
    .returning({ id: splits.id })
  if (claimed.length === 0) throw new AppError("conflict", "This split was undone already.")
}

/** That the lead was born by a split is not part of the first lead's history. */
async function keepBirth(tx: Transaction, leadId: string, { born }: SplitSnapshot): Promise<void> {
  await tx.update(stageHistory).set({ leadId }).where(inArray(stageHistory.id, born.stageHistory))
  await tx.update(ownerHistory).set({ leadId }).where(inArray(ownerHistory.id, born.ownerHistory))
}

const keptWords = (born: typeof leads.$inferSelect, unrestored: number): string[] => [
  ...(born.stageId === FIRST_STAGE ? [] : ["The lead that was split off had moved on; the first lead keeps its own stage."]),
  ...(unrestored > 0 ? ["A shared value now belongs to another lead and stays shared."] : []),
]
