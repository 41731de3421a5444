import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Database, Transaction } from "@/db/client"
import { LEAD_CHILDREN } from "@/lib/leads/children"
import { leaveByMerge } from "@/lib/nurture/enrolment/enrol-nurture"

/** What a lead left behind when it became part of another: rows that the other had already, as full rows. */
type Joined = {
  moved: Record<string, string[]>
  droppedIdentities: Record<string, unknown>[]
  droppedTicks: Record<string, unknown>[]
}

/**
 * Moves everything of one lead to another. Where a lead may have a row only once, this is the one place that decides
 * which of the two stays; a merge and the undo of a split both use it.
 */
export async function joinChildren(tx: Transaction, { from, into, now }: { from: string; into: string; now: Date }): Promise<Joined> {
  const droppedIdentities = await dropDoubleIdentities(tx, into, from)
  const droppedTicks = await dropDoubleTicks(tx, into, from)
  await leaveByMerge(tx, from, now)
  return { moved: await moveChildren(tx, from, into), droppedIdentities, droppedTicks }
}

/** One lead holds a value once: of two the stronger stays, and the other is returned as a full row. */
async function dropDoubleIdentities(tx: Transaction, survivorId: string, mergedId: string): Promise<Record<string, unknown>[]> {
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

/** An item ticked on both leads keeps the survivor's tick. */
async function dropDoubleTicks(tx: Transaction, survivorId: string, mergedId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await tx.execute<{ row: Record<string, unknown> }>(sql`
    delete from lead_checklist a using lead_checklist b
    where a.lead_id = ${mergedId} and b.lead_id = ${survivorId} and a.item_id = b.item_id
    returning to_jsonb(a) as row`)
  return rows.map(({ row }) => row)
}

/** The key column of a child table. */
export const keyColumn = (table: string) => sql.identifier(table === "attributions" ? "touchpoint_id" : "id")

/** Returns the ids, table by table. */
async function moveChildren(tx: Transaction, from: string, into: string): Promise<Record<string, string[]>> {
  const moved: Record<string, string[]> = {}
  for (const [name, table] of Object.entries(LEAD_CHILDREN)) {
    const { rows } = await tx.execute<{ id: string }>(
      sql`update ${table} set lead_id = ${into} where lead_id = ${from} returning ${keyColumn(name)} as id`,
    )
    moved[name] = rows.map(({ id }) => id)
  }
  return moved
}

/** Rows per table of each lead: lead → table → count. Tables without rows are left out. */
export async function countChildren(db: Database | Transaction, leadIds: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const parts = Object.entries(LEAD_CHILDREN).map(
    ([name, table]) =>
      sql`select lead_id, ${name}::text as name, count(*)::int as n from ${table} where lead_id in ${idsIn(leadIds)} group by 1`,
  )
  const { rows } = await db.execute<{ lead_id: string; name: string; n: number }>(sql.join(parts, sql` union all `))
  const counts = new Map(leadIds.map((id): [string, Record<string, number>] => [id, {}]))
  for (const { lead_id, name, n } of rows) counts.set(lead_id, { ...counts.get(lead_id), [name]: n })
  return counts
}
