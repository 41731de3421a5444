import { and, eq, inArray, or, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { duplicateItems, leadFieldValues, leads, merges, type MergeSnapshot, type PipelineState } from "@/db/schema"
import { writeAudit } from "@/lib/audit-log"
import type { Ctx } from "@/lib/context"
import { LEAD_FIELDS, type LeadField } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { AppError } from "@/lib/errors"
import { newId } from "@/lib/ids"
import { LEAD_CHILDREN } from "@/lib/leads/children"
import { reprojectLead } from "@/lib/leads/reproject-lead"
import { announceLeads } from "@/lib/live/announce"
import { react } from "@/lib/reactions/react"
import { requirePermission } from "@/lib/permissions"
import { pairKeyOf } from "@/lib/leads/fold/flag-doubt"

export const MergeLeads = z.object({
  survivorId: z.uuid(),
  mergedId: z.uuid(),
  /** Field → the lead whose value is to survive; the others follow the rules of survivorship. */
  fields: z.partialRecord(z.enum(LEAD_FIELDS), z.uuid()).optional(),
})
export type MergeLeads = z.infer<typeof MergeLeads>

type LeadRow = typeof leads.$inferSelect

/**
 * Two leads become one. Every child moves in one transaction, both leads are computed anew, and a snapshot says what
 * moved, so that the merge can be undone at any time, also after more has happened. The merged lead stays as a
 * forwarding address: its id leads to the survivor everywhere.
 */
export const mergeLeads = async (ctx: Ctx, input: MergeLeads): Promise<{ mergeId: string; leadId: string }> => {
  requirePermission(ctx, "duplicates.review")
  const merge = MergeLeads.parse(input)
  const mergeId = await ctx.db.transaction((tx) => mergeLocked(ctx, tx, merge))
  await announceLeads(ctx.db, [merge.survivorId, merge.mergedId])
  return { mergeId, leadId: merge.survivorId }
}

const mergeLocked = async (ctx: Ctx, tx: Transaction, { survivorId, mergedId, fields = {} }: MergeLeads): Promise<string> => {
  const { survivor, merged } = await lockPair(tx, survivorId, mergedId)
  const droppedIdentities = await dropDoubleIdentities(tx, survivorId, mergedId)
  const droppedTicks = await dropDoubleTicks(tx, survivorId, mergedId)
  const moved = await moveChildren(tx, mergedId, survivorId)
  const chosenValueIds = await keepChosen(ctx, tx, { survivor, merged, fields })
  const states = { survivor: pipelineOf(survivor), merged: pipelineOf(merged) }
  const snapshot: MergeSnapshot = { moved, droppedIdentities, droppedTicks, ...states, chosenValueIds }
  const mergeId = newId()
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : null
  await tx
    .update(leads)
    .set({ state: "merged", mergedInto: survivorId, version: merged.version + 1, updatedAt: ctx.now() })
    .where(eq(leads.id, mergedId))
  await tx.update(leads).set(joinedPipeline(survivor, merged)).where(eq(leads.id, survivorId))
  await reprojectLead(tx, survivorId, ctx.now())
  const itemId = await settleItem(ctx, tx, survivorId, mergedId)
  await tx.insert(merges).values({ id: mergeId, survivorId, mergedId, itemId, at: ctx.now(), userId, snapshot })
  const counts = Object.fromEntries(Object.entries(moved).map(([table, ids]) => [table, ids.length]))
  await react(ctx, tx, [
    { leadId: survivorId, cause: "merged" },
    { leadId: mergedId, cause: "merged" },
  ])
  await writeAudit(ctx, tx, { action: "lead.merged", leadId: survivorId, subject: mergedId, change: { mergeId, moved: counts, fields } })
  return mergeId
}

/** Locked in id order, so that two merges of the same leads wait for each other instead of blocking. */
const lockPair = async (tx: Transaction, survivorId: string, mergedId: string): Promise<{ survivor: LeadRow; merged: LeadRow }> => {
  if (survivorId === mergedId) throw new AppError("invalid", "A lead cannot be merged with itself.")
  const rows = await tx
    .select()
    .from(leads)
    .where(inArray(leads.id, [survivorId, mergedId]))
    .orderBy(leads.id)
    .for("update")
  const survivor = rows.find(({ id }) => id === survivorId)
  const merged = rows.find(({ id }) => id === mergedId)
  if (!survivor || !merged) throw new AppError("not_found", "One of the two leads does not exist.")
  if (survivor.state !== "active" || merged.state !== "active")
    throw new AppError("conflict", "One of the two was merged already; look at the item again.")
  return { survivor, merged }
}

/** One lead holds a value once: of a double the stronger stays, and the other is kept in the snapshot. */
const dropDoubleIdentities = async (tx: Transaction, survivorId: string, mergedId: string): Promise<Record<string, unknown>[]> => {
  const weaker = await tx.execute<{ row: Record<string, unknown> }>(sql`
    delete from lead_identities a using lead_identities b
    where a.lead_id = ${survivorId} and b.lead_id = ${mergedId} and a.kind = b.kind and a.value = b.value and a.strength <> 'personal' and b.strength = 'personal'
    returning to_jsonb(a) as row`)
  const doubles = await tx.execute<{ row: Record<string, unknown> }>(sql`
    delete from lead_identities a using lead_identities b
    where a.lead_id = ${mergedId} and b.lead_id = ${survivorId} and a.kind = b.kind and a.value = b.value
    returning to_jsonb(a) as row`)
  return [...weaker.rows, ...doubles.rows].map(({ row }) => row)
}

/** What was settled with both is settled: the survivor's tick stays. */
const dropDoubleTicks = async (tx: Transaction, survivorId: string, mergedId: string): Promise<Record<string, unknown>[]> => {
  const { rows } = await tx.execute<{ row: Record<string, unknown> }>(sql`
    delete from lead_checklist a using lead_checklist b
    where a.lead_id = ${mergedId} and b.lead_id = ${survivorId} and a.item_id = b.item_id
    returning to_jsonb(a) as row`)
  return rows.map(({ row }) => row)
}

const moveChildren = async (tx: Transaction, from: string, into: string): Promise<Record<string, string[]>> => {
  const moved: Record<string, string[]> = {}
  for (const [name, table] of Object.entries(LEAD_CHILDREN)) {
    const key = name === "attributions" ? sql.identifier("touchpoint_id") : sql.identifier("id")
    const { rows } = await tx.execute<{ id: string }>(
      sql`update ${table} set lead_id = ${into} where lead_id = ${from} returning ${key} as id`,
    )
    moved[name] = rows.map(({ id }) => id)
  }
  return moved
}

/** A reviewer's choice is a colleague's edit: it is kept as one, and outranks every machine. */
const keepChosen = async (
  ctx: Ctx,
  tx: Transaction,
  { survivor, merged, fields }: { survivor: LeadRow; merged: LeadRow; fields: Partial<Record<LeadField, string>> },
) => {
  const ids: string[] = []
  for (const [field, leadId] of Object.entries(fields) as [LeadField, string][]) {
    const value = (leadId === merged.id ? merged : survivor).provenance[field]?.value
    if (!value) continue
    const id = newId()
    ids.push(id)
    await tx.insert(leadFieldValues).values({
      id,
      leadId: survivor.id,
      field,
      value,
      trust: "person",
      userId: ctx.actor.kind === "user" ? ctx.actor.id : null,
      observedAt: ctx.now(),
    })
  }
  return ids
}

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

/** The further stage is where the person is; lost is behind every open one. The survivor's owner stays if there is one. */
const joinedPipeline = (survivor: LeadRow, merged: LeadRow): Partial<LeadRow> => {
  const rank = ({ kind, stageId }: LeadRow) =>
    kind !== "lead" ? -2 : stageId === "lost" ? -1 : STAGE_IDS.findIndex((id) => id === stageId)
  const ahead = rank(merged) > rank(survivor) ? merged : survivor
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
  }
}

/** The pair is answered; other open questions about the merged lead are now about its survivor. */
const settleItem = async (ctx: Ctx, tx: Transaction, survivorId: string, mergedId: string): Promise<string | null> => {
  const pairKey = pairKeyOf(survivorId, mergedId)
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : null
  const [item] = await tx
    .update(duplicateItems)
    .set({ status: "merged", decidedAt: ctx.now(), decidedBy: userId })
    .where(and(eq(duplicateItems.pairKey, pairKey), or(eq(duplicateItems.status, "pending"), eq(duplicateItems.status, "later"))))
    .returning({ id: duplicateItems.id })
  return item?.id ?? null
}
