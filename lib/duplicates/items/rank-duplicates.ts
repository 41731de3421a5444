import { rankItems } from "@/lib/matching/rank-items"
import type { Reaction } from "@/lib/platform/lead-change"
import { followMerged } from "./repoint-items"

/** Reacts to every change of a lead; an item raised while its lead was being merged is moved to the survivor here. */
export const rankDuplicates: Reaction = async (_ctx, tx, changes) => {
  const leadIds = [...new Set(changes.map(({ leadId }) => leadId))]
  await followMerged(tx, leadIds)
  await rankItems(tx, leadIds)
}
