import { eq, sql } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { leads } from "@/db/schema"
import { AppError } from "@/lib/platform/errors"
import { lockLeads } from "@/lib/platform/lock-order"

export type LeadRow = typeof leads.$inferSelect

/** The lead an id stands for today: a merged id leads to its survivor. Null when it was removed or never was. */
async function findLead(db: Database | Transaction, leadId: string): Promise<LeadRow | null> {
  let id: string | null = leadId
  for (let hops = 0; id !== null && hops < 64; hops += 1) {
    const [row]: LeadRow[] = await db.select().from(leads).where(eq(leads.id, id))
    if (!row || row.state === "removed") return null
    if (row.mergedInto === null) return row
    id = row.mergedInto
  }
  return null
}

export const findLeadOrThrow = async (db: Database | Transaction, leadId: string): Promise<LeadRow> => found(await findLead(db, leadId))

/**
 * The same, locked for the rest of the transaction. The survivor is looked up before it is locked, so that one row is
 * locked and not a chain. When a merge commits in between, the transaction begins again: to lock the survivor while the
 * merged lead is held would be out of order.
 */
export async function lockLead(tx: Transaction, leadId: string): Promise<LeadRow | null> {
  const known = await findLead(tx, leadId)
  if (!known) return null
  const [row] = await lockLeads(tx, [known.id])
  if (row && row.mergedInto !== null) throw new MergedMeanwhile()
  return row && row.state !== "removed" ? row : null
}

/** The lead and all that were ever merged into it. */
export async function everyIdOf(db: Pick<Database, "execute">, leadId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    with recursive person as (select ${leadId}::uuid as id union select l.id from leads l join person p on l.merged_into = p.id)
    select id from person order by id`)
  return rows.map(({ id }) => id)
}

/** Counts as a serialisation failure, which is what it is. */
class MergedMeanwhile extends Error {
  readonly code = "40001"
  constructor() {
    super("the lead was merged while it was waited for")
  }
}

export const lockLeadOrThrow = async (tx: Transaction, leadId: string): Promise<LeadRow> => found(await lockLead(tx, leadId))

function found(lead: LeadRow | null): LeadRow {
  if (!lead) throw new AppError("not_found", "There is no such lead.")
  return lead
}
