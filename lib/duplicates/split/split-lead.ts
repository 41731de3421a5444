import { and, eq, inArray, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { duplicateItems, leads, ownerHistory, splits, stageHistory, touchpoints, type ItemMove } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { FIRST_STAGE } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockShared } from "@/lib/platform/lock-order"
import { pairKeyOf } from "@/lib/matching/duplicate-item"
import { lockIntakeKeys } from "@/lib/leads/edit/lock-intake-keys"
import { findLeadOrThrow, lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"
import { lockHolders, relist } from "@/lib/duplicates/items/share-identity"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { isFree, isOpenItem, refusal } from "@/lib/duplicates/items/claim-item"
import { place, placeOf } from "@/lib/duplicates/items/repoint-items"
import { moveTouches, partIdentities } from "./split-rows"
import { readSplitTouches } from "./split-question"

export const SplitLead = z.object({
  itemId: z.uuid(),
  /** The touchpoints of the other person; when left out, those suggested by the item. */
  touchpointIds: z.array(z.uuid()).min(1).max(2000).optional(),
  /** What happens to the phone or email that both used. */
  identity: z.enum(["stays", "goes", "shared"]).default("shared"),
})

type SplitOutcome = { splitId: string; leadId: string; newLeadId: string }

type ItemRow = typeof duplicateItems.$inferSelect

/**
 * Splits one lead into two: the other person's touchpoints move into a lead of their own, with everything that came
 * with them. Both leads are recomputed, the pair is remembered as different, and a snapshot records what moved, so that
 * it can be undone whatever happens next.
 */
export async function splitLead(ctx: Ctx, input: z.input<typeof SplitLead>): Promise<SplitOutcome> {
  requirePermission(ctx, "duplicates.review")
  const split = SplitLead.parse(input)
  return await changeLeads(ctx, (unit) => splitLocked(unit, split))
}

async function splitLocked(unit: LeadUnit, split: z.output<typeof SplitLead>): Promise<SplitOutcome> {
  const { db: tx, changes } = unit
  const { item, lead } = await lockQuestion(tx, split.itemId)
  const touchIds = await chosenTouches(tx, item, lead, split.touchpointIds)
  const to = await bearLead(unit, tx, lead, touchIds)
  const moved = await moveTouches(tx, { from: lead.id, to: to.id, touchIds })
  const contested = item.identityKind && item.identityValue ? { kind: item.identityKind, value: item.identityValue } : null
  const parted = await partIdentities(tx, { from: lead.id, to: to.id }, contested, split.identity)
  await relist(unit, parted.strengths)
  await reprojectLead(tx, lead.id, unit.now())
  await reprojectLead(tx, to.id, unit.now())
  await answerItem(unit, tx, item.id)
  const items = await moveQuestions(tx, { from: lead.id, to: to.id, touchIds })
  const distinctItemId = await rememberDistinct(unit, tx, lead.id, to.id)
  const splitId = newId()
  const snapshot = {
    moved: { ...moved, lead_identities: parted.moved },
    strengths: parted.strengths,
    copies: parted.copies,
    born: to.born,
    items,
    distinctItemId,
  }
  await tx
    .insert(splits)
    .values({ id: splitId, fromId: lead.id, toId: to.id, itemId: item.id, at: unit.now(), userId: actorId(unit), snapshot })
  changes.add({ leadId: lead.id, cause: "split" }, { leadId: to.id, cause: "split", isNew: true })
  const counts = Object.fromEntries(Object.entries(snapshot.moved).map(([table, ids]) => [table, ids.length]))
  const change = { splitId, moved: counts, identity: split.identity }
  await writeAudit(unit, tx, { action: "lead.split", leadId: lead.id, subject: to.id, change })
  await writeAudit(unit, tx, { action: "lead.split_off", leadId: to.id, subject: lead.id, change })
  return { splitId, leadId: lead.id, newLeadId: to.id }
}

/** Intake's locks first, then the lead: in the order in which intake takes them, so that neither waits for the other in a circle. */
async function lockQuestion(tx: Transaction, itemId: string): Promise<{ item: ItemRow; lead: LeadRow }> {
  const [item] = await tx.select().from(duplicateItems).where(eq(duplicateItems.id, itemId))
  if (!item) throw new AppError("not_found", "There is no such item.")
  if (item.kind !== "split") throw new AppError("invalid", "This item asks about two leads; there is nothing to split.")
  if (item.status !== "pending" && item.status !== "later") throw await refusal(tx, itemId)
  const known = await findLeadOrThrow(tx, item.leadA)
  await lockIntakeKeys(tx, [known.id])
  if (item.identityKind && item.identityValue) await lockHolders(tx, [{ kind: item.identityKind, value: item.identityValue }])
  const lead = await lockLeadOrThrow(tx, item.leadA)
  await lockShared(tx)
  if (lead.id !== known.id) throw new AppError("conflict", "The lead was merged this very moment; look at the item again.")
  return { item, lead }
}

async function chosenTouches(tx: Transaction, item: ItemRow, lead: LeadRow, given: string[] | undefined): Promise<string[]> {
  const wanted = given ?? (await readSplitTouches(tx, item, lead)).filter(({ isOffered }) => isOffered).map(({ id }) => id)
  const ids = [...new Set(wanted)]
  const { rows } = await tx.execute<{ all: number; own: number }>(sql`
    select count(*)::int as all, count(*) filter (where id in ${idsIn(ids)})::int as own
    from touchpoints where lead_id = ${lead.id}`)
  const { all, own } = rows[0] ?? { all: 0, own: 0 }
  if (ids.length === 0)
    throw new AppError("invalid", "No touch of the other person is left here.", { fields: { touchpointIds: "Choose at least one." } })
  if (own !== ids.length) throw new AppError("invalid", "A touch is not of this lead.", { fields: { touchpointIds: "not of this lead" } })
  if (own === all)
    throw new AppError("invalid", "All touches would go, and nothing would be left of the lead.", {
      fields: { touchpointIds: "Leave at least one." },
    })
  return ids
}

/** The new lead starts in the first stage, or as booked when a booking of its own moved along, with the same owner. */
async function bearLead(ctx: Ctx, tx: Transaction, lead: LeadRow, touchIds: readonly string[]) {
  const [first] = await tx
    .select()
    .from(touchpoints)
    .where(inArray(touchpoints.id, [...touchIds]))
    .orderBy(touchpoints.occurredAt)
    .limit(1)
  if (!first) throw new AppError("conflict", "The touches are gone.")
  const { rows: booked } = await tx.execute(sql`
    select 1 from bookings where lead_id = ${lead.id} and status <> 'cancelled'
      and touchpoint_id in ${idsIn(touchIds)} limit 1`)
  const id = newId()
  const at = ctx.now()
  const stageId = booked.length > 0 ? "booked" : FIRST_STAGE
  await tx.insert(leads).values({
    id,
    kind: "lead",
    firstChannel: first.channel,
    provenance: {},
    firstTouchAt: first.occurredAt,
    lastActivityAt: first.occurredAt,
    stageId,
    stageEnteredAt: at,
    ownerId: lead.ownerId,
    ownerSince: lead.ownerId === null ? null : at,
    version: 0,
    createdAt: at,
    updatedAt: at,
  })
  const [stageRow, ownerRow] = [newId(), newId()]
  await tx
    .insert(stageHistory)
    .values({ id: stageRow, leadId: id, run: 1, toStageId: stageId, at, userId: actorId(ctx), via: "split", createdAt: at })
  if (lead.ownerId !== null)
    await tx.insert(ownerHistory).values({ id: ownerRow, leadId: id, toUserId: lead.ownerId, at, byUserId: actorId(ctx), reason: "split" })
  return { id, born: { stageHistory: [stageRow], ownerHistory: lead.ownerId === null ? [] : [ownerRow] } }
}

async function answerItem(ctx: Ctx, tx: Transaction, itemId: string): Promise<void> {
  const [item] = await tx
    .update(duplicateItems)
    .set({ status: "split", decision: "split", decidedAt: ctx.now(), decidedBy: actorId(ctx), claimedBy: null, claimedUntil: null })
    .where(and(eq(duplicateItems.id, itemId), isOpenItem(), isFree(ctx)))
    .returning({ id: duplicateItems.id })
  if (!item) throw await refusal(tx, itemId)
}

/**
 * Open items raised by a moved touchpoint move with it; the same question about another identity is decided along with
 * the split.
 */
async function moveQuestions(
  tx: Transaction,
  { from, to, touchIds }: { from: string; to: string; touchIds: readonly string[] },
): Promise<ItemMove[]> {
  const items = await tx
    .select()
    .from(duplicateItems)
    .where(and(inArray(duplicateItems.touchpointId, [...touchIds]), isOpenItem()))
    .orderBy(duplicateItems.id)
    .for("update")
  const moves: ItemMove[] = []
  for (const item of items.filter(({ leadA, leadB }) => leadA === from || leadB === from)) {
    const [leadA, leadB] = [item.leadA === from ? to : item.leadA, item.leadB === from ? to : item.leadB]
    const after =
      item.kind === "split"
        ? { ...placeOf(item), status: "superseded" }
        : { leadA, leadB, pairKey: pairKeyOf(leadA, leadB), status: item.status }
    moves.push(await place(tx, item, after))
  }
  return moves
}

/** The reviewer has decided that these are two people, so the pair is never raised. */
async function rememberDistinct(ctx: Ctx, tx: Transaction, leadA: string, leadB: string): Promise<string> {
  const id = newId()
  await tx.insert(duplicateItems).values({
    id,
    kind: "pair",
    status: "distinct",
    leadA,
    leadB,
    pairKey: pairKeyOf(leadA, leadB),
    reason: "split_apart",
    probability: 0,
    bits: 0,
    evidence: [],
    modelVersion: "reviewer",
    decision: "split",
    createdAt: ctx.now(),
    decidedAt: ctx.now(),
    decidedBy: actorId(ctx),
  })
  return id
}
