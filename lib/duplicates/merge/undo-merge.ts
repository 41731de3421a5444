import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { leadFieldValues, leads, merges, type MergeSnapshot } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { AppError } from "@/lib/platform/errors"
import { LEAD_CHILDREN } from "@/lib/leads/children"
import { lockLeads, lockShared } from "@/lib/platform/lock-order"
import { lockIntakeKeys } from "@/lib/leads/edit/lock-intake-keys"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { keyColumn } from "./move-children"
import { undoPreference } from "./prefer-contacts"
import { reopen } from "@/lib/duplicates/items/reopen-item"
import { returnItems } from "@/lib/duplicates/items/repoint-items"

type UndoOutcome = {
  survivorId: string
  restoredId: string
  /** Touchpoints that arrived after the merge and moved with the identity they came by. */
  followed: number
  /** What could not be restored, in words. */
  kept: string[]
}

/**
 * Undoes a merge. What moved goes back; later arrivals move with the identity they came by: a message from the merged
 * lead's number belongs to the merged lead. Pipeline and owner are restored unless they were changed meanwhile, which
 * is reported and left alone.
 */
export async function undoMerge(ctx: Ctx, { mergeId }: { mergeId: string }): Promise<UndoOutcome> {
  requirePermission(ctx, "duplicates.review")
  return await changeLeads(ctx, (unit) => undoLocked(unit, mergeId))
}

type MergeRow = typeof merges.$inferSelect

async function undoLocked(unit: LeadUnit, mergeId: string): Promise<UndoOutcome> {
  const { db: tx, changes } = unit
  const merge = await findMergeOrThrow(tx, mergeId)
  const { survivorId, mergedId, snapshot } = merge
  await lockIntakeKeys(tx, [survivorId])
  const rows = await lockLeads(tx, [survivorId, mergedId])
  await lockShared(tx)
  await claimMerge(unit, mergeId)
  const survivor = rows.find(({ id }) => id === survivorId)
  const merged = rows.find(({ id }) => id === mergedId)
  if (!survivor || merged?.mergedInto !== survivorId) throw new AppError("conflict", "The merged lead is no longer part of this survivor.")
  if (survivor.state === "merged") throw new AppError("conflict", "The survivor was merged itself since; undo that merge first.")
  await returnChildren(tx, merge)
  const followed = await followIdentities(tx, merge)
  if (snapshot.chosenValueIds.length > 0) await tx.delete(leadFieldValues).where(inArray(leadFieldValues.id, snapshot.chosenValueIds))
  if (snapshot.preference) await undoPreference(tx, snapshot.preference)
  const kept = await restorePipelines(unit, merge, survivor)
  await reprojectLead(tx, survivorId, unit.now())
  await reprojectLead(tx, mergedId, unit.now())
  await returnItems(tx, snapshot.items ?? [])
  if (merge.itemId) await reopen(tx, merge.itemId)
  changes.add({ leadId: survivorId, cause: "unmerged" }, { leadId: mergedId, cause: "unmerged" })
  await writeAudit(unit, tx, { action: "lead.unmerged", leadId: survivorId, subject: mergedId, change: { mergeId, followed, kept } })
  return { survivorId, restoredId: mergedId, followed, kept }
}

async function findMergeOrThrow(tx: Transaction, mergeId: string): Promise<MergeRow> {
  const [merge] = await tx.select().from(merges).where(eq(merges.id, mergeId))
  if (!merge) throw new AppError("not_found", "There is no such merge.")
  return merge
}

/** The row is claimed in its WHERE clause: of two people who undo at once, one does. */
async function claimMerge(unit: LeadUnit, mergeId: string): Promise<void> {
  const claimed = await unit.db
    .update(merges)
    .set({ undoneAt: unit.now(), undoneBy: actorId(unit) })
    .where(and(eq(merges.id, mergeId), isNull(merges.undoneAt)))
    .returning({ id: merges.id })
  if (claimed.length === 0) throw new AppError("conflict", "This merge was undone already.")
}

async function returnChildren(tx: Transaction, { survivorId, mergedId, snapshot }: MergeRow): Promise<void> {
  for (const [name, table] of Object.entries(LEAD_CHILDREN)) {
    const ids = snapshot.moved[name] ?? []
    if (ids.length === 0) continue
    await tx.execute(sql`
      update ${table} set lead_id = ${mergedId}
      where lead_id = ${survivorId} and ${keyColumn(name)} in ${idsIn(ids)}`)
  }
  await restoreIdentities(tx, snapshot)
  await restoreTicks(tx, snapshot)
}

async function restoreIdentities(tx: Transaction, snapshot: MergeSnapshot): Promise<void> {
  if (snapshot.droppedIdentities.length === 0) return
  await tx.execute(sql`
    insert into lead_identities select * from jsonb_populate_recordset(null::lead_identities, ${JSON.stringify(snapshot.droppedIdentities)}::jsonb)
    on conflict do nothing`)
}

async function restoreTicks(tx: Transaction, { droppedTicks = [] }: MergeSnapshot): Promise<void> {
  if (droppedTicks.length === 0) return
  await tx.execute(sql`
    insert into lead_checklist select * from jsonb_populate_recordset(null::lead_checklist, ${JSON.stringify(droppedTicks)}::jsonb)
    on conflict do nothing`)
}

/** Moves touchpoints since the merge that claim an identity of the restored lead, with everything that depends on them. */
async function followIdentities(tx: Transaction, { survivorId, mergedId, at }: MergeRow): Promise<number> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update touchpoints t set lead_id = ${mergedId}
    where t.lead_id = ${survivorId} and t.created_at >= ${at.toISOString()}
      and (exists (select 1 from lead_identities i, jsonb_array_elements(t.claims) c
                   where i.lead_id = ${mergedId} and i.strength = 'personal' and i.kind = c->>'kind' and i.value = c->>'value')
           or exists (select 1 from conversations v where v.id = t.conversation_id and v.lead_id = ${mergedId}))
    returning t.id`)
  const ids = idsIn(rows.map(({ id }) => id))
  for (const name of ["lead_field_values", "attributions", "consents", "bookings", "lead_identities"]) {
    await tx.execute(sql`
      update ${sql.identifier(name)} set lead_id = ${mergedId}
      where lead_id = ${survivorId} and touchpoint_id in ${ids}`)
  }
  return rows.length
}

async function restorePipelines(
  { db: tx, now }: LeadUnit,
  { survivorId, mergedId, at, snapshot }: MergeRow,
  survivor: typeof leads.$inferSelect,
): Promise<string[]> {
  const { rows } = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from stage_history where lead_id = ${survivorId} and created_at > ${at.toISOString()}`,
  )
  const kept: string[] = []
  const isMoved = (rows[0]?.n ?? 0) > 0
  if (isMoved) kept.push("The survivor was moved after the merge and stays in its stage.")
  const before = snapshot.survivor
  await tx
    .update(leads)
    .set({
      updatedAt: now(),
      ...(isMoved ? {} : stageOf(before)),
      ...(survivor.ownerId === (before.ownerId ?? snapshot.merged.ownerId) ? ownerOf(before) : {}),
    })
    .where(eq(leads.id, survivorId))
  await tx
    .update(leads)
    .set({ state: "active", mergedInto: null, updatedAt: now(), ...stageOf(snapshot.merged), ...ownerOf(snapshot.merged) })
    .where(eq(leads.id, mergedId))
  return kept
}

const stageOf = (state: MergeSnapshot["survivor"]) => ({
  kind: state.kind as (typeof leads.$inferSelect)["kind"],
  stageId: state.stageId,
  stageEnteredAt: new Date(state.stageEnteredAt),
  run: state.run,
  lostReason: state.lostReason,
  lostNote: state.lostNote ?? null,
})

const ownerOf = (state: MergeSnapshot["survivor"]) => ({
  ownerId: state.ownerId,
  ownerSince: state.ownerSince === null ? null : new Date(state.ownerSince),
})
