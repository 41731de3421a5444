import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { leads } from "@/db/schema"
import { idsIn } from "@/db/sql"

/**
 * The one order in which transactions lock, so that no two ever wait for each other in a circle:
 *
 * 1. keys: the identities, conversations and bookings by which ingest finds a lead (`lockKeys`, sorted);
 * 2. leads: the rows, by id (`lockLeads`), all of a transaction in one statement where that is possible;
 * 3. what several leads share: review items, turns and caps of the team, bells that count (`lockShared`);
 * 4. children: rows of locked leads only.
 *
 * Whoever needs something earlier in the list takes it first, also when it turns out not to be needed. A queue (the
 * inbox, the outbox, jobs) is taken with SKIP LOCKED, which waits for nobody.
 *
 * Leads are locked FOR NO KEY UPDATE: it excludes every other change of the lead, and lets a foreign key of another
 * table still look at the row. FOR UPDATE would make every insert that mentions the lead wait, out of order.
 */
export async function lockKeys(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await tx.execute(sql`
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended(k, 0) as key from jsonb_array_elements_text(${JSON.stringify([...new Set(keys)])}::jsonb) k order by 1
    ) keys`)
}

/** The rows of these leads, whatever their state, in order of id. */
export async function lockLeads(tx: Transaction, leadIds: readonly string[]): Promise<(typeof leads.$inferSelect)[]> {
  const ids = [...new Set(leadIds)]
  if (ids.length === 0) return []
  return await tx
    .select()
    .from(leads)
    .where(sql`${leads.id} in ${idsIn(ids)}`)
    .orderBy(leads.id)
    .for("no key update")
}

/** One writer at a time, over all processes, until its commit. Taken after the leads, never before them. */
export async function lockShared(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(7301, 10)`)
}
