import { and, eq, inArray, sql } from "drizzle-orm"
import { z } from "zod"
import { duplicateItems, leadIdentities } from "@/db/schema"
import { writeAudit } from "@/lib/audit-log"
import type { Ctx } from "@/lib/context"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { AppError } from "@/lib/errors"
import { enqueue } from "@/lib/jobs/job"
import { reweighJob } from "@/lib/matching/reweigh-items"
import { requirePermission } from "@/lib/permissions"
import { mergeLeads } from "./merge-leads"
import { getDuplicate } from "./queries"

/**
 * A reviewer's answer. `distinct` is remembered, so the pair is not asked about again; `later` puts the question aside;
 * `shared` says that several people use the value, which stops it from deciding alone ever again.
 */
export const DecideItem = z.object({ itemId: z.uuid(), decision: z.enum(["distinct", "later", "shared"]) })

export const decideItem = async (ctx: Ctx, input: z.infer<typeof DecideItem>): Promise<void> => {
  requirePermission(ctx, "duplicates.review")
  const { itemId, decision } = DecideItem.parse(input)
  await getDuplicate(ctx, { id: itemId })
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : null
  await ctx.db.transaction(async (tx) => {
    const status = decision === "later" ? "later" : "distinct"
    const [item] = await tx
      .update(duplicateItems)
      .set({ status, decidedAt: ctx.now(), decidedBy: userId })
      .where(and(eq(duplicateItems.id, itemId), inArray(duplicateItems.status, ["pending", "later"])))
      .returning()
    if (!item) throw new AppError("conflict", "This item was decided already.")
    if (decision === "shared" && item.identityKind && item.identityValue) {
      await enqueue(tx, reweighJob, { values: [{ kind: item.identityKind, value: item.identityValue }] })
      await tx
        .update(leadIdentities)
        .set({ strength: "shared", traits: sql`${leadIdentities.traits} || '{"sharedBy": "reviewer"}'` })
        .where(
          and(
            eq(leadIdentities.kind, item.identityKind as (typeof leadIdentities.$inferSelect)["kind"]),
            eq(leadIdentities.value, item.identityValue),
          ),
        )
    }
    await writeAudit(ctx, tx, { action: `duplicate.${decision}`, leadId: item.leadA, subject: itemId, change: { pair: item.pairKey } })
  })
}

export const MergeItem = z.object({
  itemId: z.uuid(),
  survivorId: z.uuid(),
  fields: z.partialRecord(z.enum(LEAD_FIELDS), z.uuid()).optional(),
})

/** Merges the two leads of a pair into the one that the reviewer keeps. */
export const mergeItem = async (ctx: Ctx, input: z.infer<typeof MergeItem>): Promise<{ mergeId: string; leadId: string }> => {
  const { itemId, survivorId, fields } = MergeItem.parse(input)
  const item = await getDuplicate(ctx, { id: itemId })
  if (item.kind !== "pair" || item.leads.length !== 2) throw new AppError("conflict", "There are no two leads left to merge here.")
  if (item.status === "merged" || item.status === "distinct") throw new AppError("conflict", "This item was decided already.")
  const merged = item.leads.find(({ id }) => id !== survivorId)
  if (!merged || !item.leads.some(({ id }) => id === survivorId))
    throw new AppError("invalid", "The survivor is one of the two.", { fields: { survivorId: "not of this item" } })
  const outcome = await mergeLeads(ctx, { survivorId, mergedId: merged.id, fields })
  return outcome
}
