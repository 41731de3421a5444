import { and, eq } from "drizzle-orm"
import { HOUR_MS } from "@/lib/core/time"
import { z } from "zod"
import { duplicateItems } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { AppError } from "@/lib/platform/errors"
import { enqueue } from "@/lib/platform/jobs/job"
import { reweighJob } from "@/lib/matching/reweigh-items"
import { lockShared } from "@/lib/platform/lock-order"
import { requirePermission } from "@/lib/platform/permissions"
import { isFree, isOpenItem, refusal } from "@/lib/duplicates/items/claim-item"
import { MergeFields, mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { getDuplicate } from "@/lib/duplicates/items/queries"
import { lockHolders, relist, shareIdentity } from "@/lib/duplicates/items/share-identity"

/**
 * A reviewer's decision. `distinct` is remembered, so the pair is not raised again; `later` snoozes the item; `shared`
 * marks the value as used by several people, so that it never decides alone again.
 */
export const DecideItem = z.object({ itemId: z.uuid(), decision: z.enum(["distinct", "later", "shared"]) })

/** A snoozed item sorts behind all others for this long. */
const LATER_MS = 4 * HOUR_MS

export async function decideItem(ctx: Ctx, input: z.infer<typeof DecideItem>): Promise<void> {
  requirePermission(ctx, "duplicates.review")
  const { identity, leads } = await getDuplicate(ctx, { id: input.itemId })
  const { itemId, decision } = DecideItem.parse(input)
  if (decision === "shared" && !identity) throw new AppError("invalid", "No phone or email is in question here that could be shared.")
  await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    if (decision === "shared" && identity) await lockHolders(tx, [identity])
    await lockShared(tx)
    const strengthsBefore = decision === "shared" && identity ? await shareIdentity(tx, identity) : null
    const [item] = await tx
      .update(duplicateItems)
      .set({
        status: decision === "later" ? "later" : "distinct",
        decision,
        decidedAt: ctx.now(),
        decidedBy: actorId(ctx),
        strengthsBefore,
        snoozedUntil: decision === "later" ? new Date(ctx.now().getTime() + LATER_MS) : null,
        claimedBy: null,
        claimedUntil: null,
      })
      .where(and(eq(duplicateItems.id, itemId), isOpenItem(), isFree(ctx)))
      .returning()
    if (!item) throw await refusal(tx, itemId)
    await relist(unit, strengthsBefore ?? [])
    if (strengthsBefore?.length) await enqueue(tx, reweighJob, { identityIds: strengthsBefore.map(({ id }) => id) })
    await writeAudit(ctx, tx, { action: `duplicate.${decision}`, leadId: item.leadA, subject: itemId, change: { pair: item.pairKey } })
    changes.show(...leads.map(({ id }) => id))
  })
}

export const MergeItem = z.object({
  itemId: z.uuid(),
  survivorId: z.uuid(),
  fields: MergeFields.optional(),
})

/** Merges the two leads of a pair into the chosen survivor. */
export async function mergeItem(ctx: Ctx, input: z.infer<typeof MergeItem>): Promise<{ mergeId: string; leadId: string }> {
  requirePermission(ctx, "duplicates.review")
  const item = await getDuplicate(ctx, { id: input.itemId })
  const { itemId, survivorId, fields } = MergeItem.parse(input)
  if (item.kind !== "pair" || item.leads.length !== 2) throw new AppError("conflict", "There are no two leads left to merge here.")
  if (item.status !== "pending" && item.status !== "later") throw new AppError("conflict", "This item was decided already.")
  const merged = item.leads.find(({ id }) => id !== survivorId)
  if (!merged || !item.leads.some(({ id }) => id === survivorId))
    throw new AppError("invalid", "The survivor is one of the two.", { fields: { survivorId: "not of this item" } })
  return await mergeLeads(ctx, { survivorId, mergedId: merged.id, fields, itemId })
}
