import { and, eq, inArray, or, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { duplicateItems, type ItemMove } from "@/db/schema"
import { lockShared } from "@/lib/platform/lock-order"
import { pairKeyOf } from "@/lib/matching/duplicate-item"

/**
 * Moves the items of a merged lead to its survivor.
 *
 * No open item, and no remembered "different people", may refer to a merged lead. A pair that becomes one lead is
 * superseded. When the survivor already has an item with the same other lead, one of the two stays: a decided one wins
 * over an open one, except that one event which names both leads reopens it; of two open items the more certain one
 * stays.
 */
type ItemRow = typeof duplicateItems.$inferSelect
type Place = ItemMove["before"]

const LIVING = ["pending", "later", "distinct"] as const

export async function repointItems(tx: Transaction, { from, into }: { from: string; into: string }): Promise<ItemMove[]> {
  const items = await tx
    .select()
    .from(duplicateItems)
    .where(and(or(eq(duplicateItems.leadA, from), eq(duplicateItems.leadB, from)), inArray(duplicateItems.status, [...LIVING])))
    .orderBy(duplicateItems.id)
    .for("update")
  const moves: ItemMove[] = []
  for (const item of items) moves.push(...(await repointItem(tx, item, { from, into })))
  return moves
}

async function repointItem(tx: Transaction, item: ItemRow, { from, into }: { from: string; into: string }): Promise<ItemMove[]> {
  const leadA = item.leadA === from ? into : item.leadA
  const leadB = item.leadB === from ? into : item.leadB
  const pairKey = item.kind === "pair" ? pairKeyOf(leadA, leadB) : item.pairKey.replaceAll(from, into)
  if (item.kind === "pair" && leadA === leadB) return [await place(tx, item, { ...placeOf(item), status: "superseded" })]
  const [rival] = await tx.select().from(duplicateItems).where(eq(duplicateItems.pairKey, pairKey)).for("update")
  if (!rival) return [await place(tx, item, { leadA, leadB, pairKey, status: item.status })]
  if (!stands(item, rival)) return [await place(tx, item, { ...placeOf(item), status: "superseded" })]
  const gone = await place(tx, rival, { ...placeOf(rival), pairKey: `${rival.pairKey}:superseded:${rival.id}`, status: "superseded" })
  return [gone, await place(tx, item, { leadA, leadB, pairKey, status: item.status })]
}

const isOpen = ({ status }: ItemRow): boolean => status === "pending" || status === "later"

/** Whether the moved item replaces the existing one. */
function stands(item: ItemRow, rival: ItemRow): boolean {
  if (rival.status === "distinct") return isOpen(item) && item.reason === "linked_by_event"
  if (!isOpen(rival)) return true
  return isOpen(item) ? item.probability > rival.probability : rival.reason !== "linked_by_event"
}

export const placeOf = ({ leadA, leadB, pairKey, status }: ItemRow): Place => ({ leadA, leadB, pairKey, status })

export async function place(tx: Transaction, item: ItemRow, after: Place): Promise<ItemMove> {
  await tx
    .update(duplicateItems)
    .set({ ...after, status: after.status as ItemRow["status"], claimedBy: null, claimedUntil: null })
    .where(eq(duplicateItems.id, item.id))
  return { id: item.id, before: placeOf(item), after }
}

/**
 * Moves items back. One that was merged since stays; one that was decided since goes back with its decision, which was
 * about this person; a place that another item has taken since is left alone.
 */
export async function returnItems(tx: Transaction, moves: readonly ItemMove[]): Promise<void> {
  for (const { id, before, after } of moves.toReversed()) {
    await tx.execute(sql`
      update duplicate_items d
      set lead_a = ${before.leadA}, lead_b = ${before.leadB}, pair_key = ${before.pairKey},
          status = case when d.status = ${after.status} then ${before.status} else d.status end
      where d.id = ${id} and d.pair_key = ${after.pairKey} and d.status <> 'merged'
        and not exists (select 1 from duplicate_items o where o.pair_key = ${before.pairKey} and o.id <> ${id})`)
  }
}

/**
 * An item may be raised about a lead at the moment in which another transaction merges it. The later transaction
 * handles it here.
 */
export async function followMerged(tx: Transaction, leadIds: readonly string[]): Promise<void> {
  const { rows } = await tx.execute<{ from: string; into: string }>(sql`
    with named as ${idsIn(leadIds)},
    others as (
      select id from named
      union
      select i.lead_b as id from duplicate_items i join named n on i.lead_a = n.id where i.status in ('pending', 'later', 'distinct')
      union
      select i.lead_a from duplicate_items i join named n on i.lead_b = n.id where i.status in ('pending', 'later', 'distinct')
    )
    select l.id as "from", l.merged_into as "into" from others join leads l on l.id = others.id where l.merged_into is not null order by 1`)
  if (rows.length > 0) await lockShared(tx)
  for (const { from, into } of rows) {
    const [survivor] = (
      await tx.execute<{ id: string }>(sql`
        with recursive up(id, merged_into) as (
          select id, merged_into from leads where id = ${into} union all select l.id, l.merged_into from up join leads l on l.id = up.merged_into)
        select id from up where merged_into is null`)
    ).rows
    if (survivor) await repointItems(tx, { from, into: survivor.id })
  }
}
