import { eq } from "drizzle-orm"
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
 * locked and not a chain; a merge that commits in between is followed.
 */
export async function lockLead(tx: Transaction, leadId: string): Promise<LeadRow | null> {
  for (let known = await findLead(tx, leadId); known; known = await findLead(tx, known.id)) {
    const [row] = await lockLeads(tx, [known.id])
    if (row?.mergedInto === null) return row.state === "removed" ? null : row
  }
  return null
}

export const lockLeadOrThrow = async (tx: Transaction, leadId: string): Promise<LeadRow> => found(await lockLead(tx, leadId))

function found(lead: LeadRow | null): LeadRow {
  if (!lead) throw new AppError("not_found", "There is no such lead.")
  return lead
}
