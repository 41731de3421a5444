import { and, eq, inArray, isNull } from "drizzle-orm"
import { retryDeadlock } from "@/db/retry-deadlock"
import type { Transaction } from "@/db/client"
import { duplicateItems, leadIdentities, leads, ownerHistory, splits, stageHistory, type SplitSnapshot } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { FIRST_STAGE } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { lockIntakeKeys } from "@/lib/leads/edit/lock-intake-keys"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import { announceLeads } from "@/lib/platform/live/announce"
import { requirePermission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/react"
import { lockPair } from "@/lib/duplicates/merge/merge-leads"
import { joinChildren } from "@/lib/duplicates/merge/move-children"
import { reopen } from "@/lib/duplicates/items/reopen-item"
import { repointItems, returnItems } from "@/lib/duplicates/items/repoint-items"
import { restoreStrengths } from "@/lib/duplicates/items/share-identity"

export type UndoSplitOutcome = {
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
  const outcome = await retryDeadlock(() => ctx.db.transaction((tx) => undoLocked(ctx, tx, splitId)))
  await announceLeads(ctx.db, [outcome.leadId, outcome.closedId])
  return outcome
}

async function undoLocked(ctx: Ctx, tx: Transaction, splitId: string): Promise<UndoSplitOutcome> {
  const [split] = await tx
    .update(splits)
    .set({ undoneAt: ctx.now(), undoneBy: ctx.actor.kind === "user" ? ctx.actor.id : null })
    .where(and(eq(splits.id, splitId), isNull(splits.undoneAt)))
    .returning()
  if (!split) throw new AppError("conflict", "There is no such split, or it was undone already.")
  const { fromId, toId, snapshot } = split
  await lockIntakeKeys(tx, [fromId, toId])
  const { merged: born } = await lockPair(tx, fromId, toId)
  await tx.delete(leadIdentities).where(inArray(leadIdentities.id, snapshot.copies))
  await joinChildren(tx, { from: toId, into: fromId, now: ctx.now() })
  await keepBirth(tx, toId, snapshot)
  const unrestored = await restoreStrengths(tx, snapshot.strengths)
  await tx
    .update(leads)
    .set({ state: "merged", mergedInto: fromId, version: born.version + 1, updatedAt: ctx.now() })
    .where(eq(leads.id, toId))
  await reprojectLead(tx, fromId, ctx.now())
  await tx.delete(duplicateItems).where(and(eq(duplicateItems.id, snapshot.distinctItemId), eq(duplicateItems.reason, "split_apart")))
  await returnItems(tx, snapshot.items)
  await repointItems(tx, { from: toId, into: fromId })
  if (split.itemId) await reopen(tx, split.itemId)
  await react(ctx, tx, [
    { leadId: fromId, cause: "merged" },
    { leadId: toId, cause: "merged" },
  ])
  const kept = keptWords(born, unrestored)
  await writeAudit(ctx, tx, { action: "lead.split_undone", leadId: fromId, subject: toId, change: { splitId, kept } })
  return { leadId: fromId, closedId: toId, kept }
}

/** The creation of the new lead by a split is not part of the original lead's history. */
async function keepBirth(tx: Transaction, leadId: string, { born }: SplitSnapshot): Promise<void> {
  await tx.update(stageHistory).set({ leadId }).where(inArray(stageHistory.id, born.stageHistory))
  await tx.update(ownerHistory).set({ leadId }).where(inArray(ownerHistory.id, born.ownerHistory))
}

const keptWords = (born: typeof leads.$inferSelect, unrestored: number): string[] => [
  ...(born.stageId === FIRST_STAGE ? [] : ["The lead that was split off had moved on; the first lead keeps its own stage."]),
  ...(unrestored > 0 ? ["A shared value belongs to somebody else by now and stays shared."] : []),
]
