import { pipelined } from "@/db/pipelined"
import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { idsIn } from "@/db/sql"
import { leads } from "@/db/schema"
import { parseAmount } from "@/lib/core/money/money"
import type { Reaction } from "@/lib/platform/lead-change"
import { RUN_START } from "./stages/stage-facts"

/**
 * Keeps a lead's value in a column of its own so that the board can add it up: the amount field, or, once booked, the
 * booking's amount. A booking of an earlier run does not count.
 */
export const keepAmounts: Reaction = async (_ctx, tx, changes) => {
  const ids = [...new Set(changes.map(({ leadId }) => leadId))]
  const [rows, booked] = await pipelined(
    () => statedAmounts(tx, ids),
    () => bookedAmounts(tx, ids),
  )
  const changed = rows.flatMap(({ id, stageId, stated, kept }) => {
    const agreed = stated ? parseAmount(stated) : null
    const amount = stageId === "booked" ? (booked.get(id) ?? agreed) : (agreed ?? booked.get(id) ?? null)
    return amount === kept ? [] : [{ id, amount }]
  })
  if (changed.length === 0) return
  await tx.execute(sql`
    update leads l set amount_minor = c.amount
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as c(id uuid, amount bigint) where l.id = c.id`)
}

const statedAmounts = async (tx: Transaction, ids: readonly string[]) =>
  await tx
    .select({
      id: leads.id,
      stageId: leads.stageId,
      stated: sql<string | null>`${leads.provenance} -> 'amount' ->> 'value'`,
      kept: leads.amountMinor,
    })
    .from(leads)
    .where(sql`${leads.id} in ${idsIn(ids)}`)

/** In dirhams; a booking in another currency is not part of the sum. */
async function bookedAmounts(tx: Transaction, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await tx.execute<{ id: string; amount: string }>(sql`
    select l.id, b.amount
    from leads l
    cross join lateral (select coalesce(${RUN_START}, l.first_touch_at) as since) r
    cross join lateral (
      select sum(b.amount_minor)::bigint as amount from bookings b
      where b.lead_id = l.id and b.status <> 'cancelled' and coalesce(b.currency, 'AED') = 'AED' and coalesce(b.booked_at, b.status_at) >= r.since
    ) b
    where b.amount is not null and l.id in ${idsIn(ids)}`)
  return new Map(rows.map(({ id, amount }) => [id, Number(amount)]))
}
