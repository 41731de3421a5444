import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { mergeItem } from "./decide-item"
import { survivorOf } from "./open-item"
import { countChildren } from "@/lib/duplicates/merge/move-children"
import { CERTAINTY_BANDS, getDuplicate } from "@/lib/duplicates/items/queries"

export const MergeSafest = z.object({ itemIds: z.array(z.uuid()).min(1).max(200) })

type SafestOutcome = { itemId: string; mergeId: string } | { itemId: string; refused: string }

/**
 * Merges the pairs of a list that a person has seen, each in its own transaction and with its own undo. A pair that is
 * no longer certain, or decided meanwhile, is skipped and reported.
 */
export async function mergeSafest(ctx: Ctx, input: z.infer<typeof MergeSafest>): Promise<SafestOutcome[]> {
  requirePermission(ctx, "duplicates.review")
  const { itemIds } = MergeSafest.parse(input)
  const outcomes: SafestOutcome[] = []
  for (const itemId of itemIds) {
    try {
      outcomes.push({ itemId, mergeId: await mergeOne(ctx, itemId) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      outcomes.push({ itemId, refused: error.message })
    }
  }
  return outcomes
}

async function mergeOne(ctx: Ctx, itemId: string): Promise<string> {
  const item = await getDuplicate(ctx, { id: itemId })
  if (item.probability < CERTAINTY_BANDS.sure[0]) throw new AppError("conflict", "This pair is not certain enough to be merged unseen.")
  const counts = await countChildren(
    ctx.db,
    item.leads.map(({ id }) => id),
  )
  const survivorId = survivorOf(
    item,
    item.leads.map(({ id }) => ({ leadId: id, counts: counts.get(id) ?? {} })),
  )
  if (survivorId === null) throw new AppError("conflict", "There are no two leads left to merge here.")
  return (await mergeItem(ctx, { itemId, survivorId })).mergeId
}
