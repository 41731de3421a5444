import { and, eq } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { duplicateItems, leadFieldValues, leads, merges, type MergeSnapshot, type PipelineState } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { furtherOf } from "@/lib/core/review/merge-preview"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeads, lockShared } from "@/lib/platform/lock-order"
import { lockIntakeKeys } from "@/lib/leads/edit/lock-intake-keys"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { pairKeyOf } from "@/lib/matching/duplicate-item"
import { isFree, isOpenItem, refusal } from "@/lib/duplicates/items/claim-item"
import { joinChildren } from "./move-children"
import { preferContacts, type ContactChoice } from "./prefer-contacts"
import { repointItems } from "@/lib/duplicates/items/repoint-items"

const CONTACTS = ["phone", "email"] as const

/** Field → the lead whose value survives. All phones and emails survive; the chosen lead's comes first. */
export const MergeFields = z.partialRecord(z.enum([...LEAD_FIELDS, ...CONTACTS]), z.uuid())
type MergeFields = z.infer<typeof MergeFields>

const MergeLeads = z.object({
  survivorId: z.uuid(),
  mergedId: z.uuid(),
  /** Field → the lead whose value survives; the others follow the rules of survivorship. */
  fields: MergeFields.optional(),
  /** The item that this decides; without it, any item about the two is decided along with the merge. */
  itemId: z.uuid().optional(),
})
type MergeLeads = z.infer<typeof MergeLeads>

type LeadRow = typeof leads.$inferSelect

/**
 * Merges two leads. Every child moves in one transaction, both leads are recomputed, and a snapshot records what moved,
 * so that the merge can be undone at any time, also after further changes. The merged lead stays as a forwarding
 * address: its id leads to the survivor everywhere.
 */
export async function mergeLeads(ctx: Ctx, input: MergeLeads): Promise<{ mergeId: string; leadId: string }> {
  requirePermission(ctx, "duplicates.review")
  const merge = MergeLeads.parse(input)
  const mergeId = await changeLeads(ctx, (unit) => mergeLocked(unit, merge))
  return { mergeId, leadId: merge.survivorId }
}

async function mergeLocked(unit: LeadUnit, merge: MergeLeads): Promise<string> {
  const { db: tx, changes } = unit
  const { survivorId, mergedId, fields = {} } = merge
  await lockIntakeKeys(tx, [survivorId, mergedId])
  const { survivor, merged } = await lockPair(tx, survivorId, mergedId)
  await lockShared(tx)
  const itemId = await settleItem(unit, merge)
  const joined = await joinChildren(tx, { from: mergedId, into: survivorId, now: unit.now() })
  const chosenValueIds = await keepChosen(unit, { survivor, merged, fields })
  const preference = await preferContacts(tx, survivorId, contactsChosen(fields, survivor, merged))
  const items = await repointItems(tx, { from: mergedId, into: survivorId })
  const pipelines = { survivor: pipelineOf(survivor), merged: pipelineOf(merged) }
  const snapshot: MergeSnapshot = { ...joined, ...pipelines, chosenValueIds, preference, items }
  const mergeId = newId()
  await tx
    .update(leads)
    .set({ state: "merged", mergedInto: survivorId, version: merged.version + 1, updatedAt: unit.now() })
    .where(eq(leads.id, mergedId))
  await tx.update(leads).set(joinedPipeline(survivor, merged)).where(eq(leads.id, survivorId))
  await reprojectLead(tx, survivorId, unit.now())
  await tx.insert(merges).values({ id: mergeId, survivorId, mergedId, itemId, at: unit.now(), userId: actorId(unit), snapshot })
  const counts = Object.fromEntries(Object.entries(joined.moved).map(([table, ids]) => [table, ids.length]))
  changes.add({ leadId: survivorId, cause: "merged" }, { leadId: mergedId, cause: "merged" })
  await writeAudit(unit, tx, { action: "lead.merged", leadId: survivorId, subject: mergedId, change: { mergeId, moved: counts, fields } })
  return mergeId
}

/** Locked in id order, so that two merges of the same leads wait for each other instead of blocking. */
export async function lockPair(tx: Transaction, survivorId: string, mergedId: string): Promise<{ survivor: LeadRow; merged: LeadRow }> {
  if (survivorId === mergedId) throw new AppError("invalid", "A lead cannot be merged with itself.")
  const rows = await lockLeads(tx, [survivorId, mergedId])
  const survivor = rows.find(({ id }) => id === survivorId)
  const merged = rows.find(({ id }) => id === mergedId)
  if (!survivor || !merged) throw new AppError("not_found", "One of the two leads does not exist.")
  if (survivor.state !== "active" || merged.state !== "active")
    throw new AppError("conflict", "One of the two was merged already; look at the item again.")
  return { survivor, merged }
}

/** A reviewer's choice is a colleague's edit: it is kept as one, and outranks every machine. */
async function keepChosen(unit: LeadUnit, { survivor, merged, fields }: { survivor: LeadRow; merged: LeadRow; fields: MergeFields }) {
  const ids: string[] = []
  for (const field of LEAD_FIELDS) {
    const leadId = fields[field]
    if (leadId === undefined) continue
    const value = (leadId === merged.id ? merged : survivor).provenance[field]?.value
    if (!value) continue
    const id = newId()
    ids.push(id)
    await unit.db.insert(leadFieldValues).values({
      id,
      leadId: survivor.id,
      field,
      value,
      trust: "person",
      userId: actorId(unit),
      observedAt: unit.now(),
      createdAt: unit.now(),
    })
  }
  return ids
}

/** The first phone or email of the chosen lead, before the merge. */
const contactsChosen = (fields: MergeFields, survivor: LeadRow, merged: LeadRow): ContactChoice[] =>
  CONTACTS.flatMap((kind) => {
    const lead = fields[kind] === merged.id ? merged : fields[kind] === survivor.id ? survivor : undefined
    const value = (kind === "phone" ? lead?.phones : lead?.emails)?.[0]
    return value === undefined ? [] : [{ kind, value }]
  })

const pipelineOf = (lead: LeadRow): PipelineState => ({
  kind: lead.kind,
  stageId: lead.stageId,
  stageEnteredAt: lead.stageEnteredAt.toISOString(),
  run: lead.run,
  lostReason: lead.lostReason,
  lostNote: lead.lostNote,
  ownerId: lead.ownerId,
  ownerSince: lead.ownerSince?.toISOString() ?? null,
})

/** The further stage counts. The survivor's owner stays if there is one. */
function joinedPipeline(survivor: LeadRow, merged: LeadRow): Partial<LeadRow> {
  const ahead = furtherOf(survivor, merged)
  const owned = survivor.ownerId === null ? merged : survivor
  return {
    kind: ahead.kind,
    stageId: ahead.stageId,
    stageEnteredAt: ahead.stageEnteredAt,
    run: Math.max(survivor.run, merged.run),
    lostReason: ahead.lostReason,
    lostNote: ahead.lostNote,
    ownerId: owned.ownerId,
    ownerSince: owned.ownerSince,
    // A person who asked for restriction is restricted under either id.
    restrictedAt: survivor.restrictedAt ?? merged.restrictedAt,
  }
}

/** The pair is answered. When the merge came from an item, of two reviewers who answer it at once one does. */
async function settleItem(unit: LeadUnit, { survivorId, mergedId, itemId }: MergeLeads): Promise<string | null> {
  const { db: tx } = unit
  const closed = { decidedAt: unit.now(), decidedBy: actorId(unit), claimedBy: null, claimedUntil: null }
  const [item] = await tx
    .update(duplicateItems)
    .set({ status: "merged", decision: "merge", ...closed })
    .where(
      and(
        itemId ? eq(duplicateItems.id, itemId) : eq(duplicateItems.pairKey, pairKeyOf(survivorId, mergedId)),
        isOpenItem(),
        itemId ? isFree(unit) : undefined,
      ),
    )
    .returning({ id: duplicateItems.id })
  if (itemId && !item) throw await refusal(tx, itemId)
  return item?.id ?? null
}
