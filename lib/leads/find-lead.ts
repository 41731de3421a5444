import { eq } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { leads } from "@/db/schema"
import { AppError } from "@/lib/platform/errors"

export type LeadRow = typeof leads.$inferSelect

/** The current lead of an id: a merged id leads to its survivor. Throws `not_found`. */
export async function findLeadOrThrow(db: Database | Transaction, leadId: string): Promise<LeadRow> {
  let id: string | null = leadId
  for (let hops = 0; id !== null && hops < 64; hops += 1) {
    const [row]: LeadRow[] = await db.select().from(leads).where(eq(leads.id, id))
    if (!row || row.state === "removed") break
    if (row.mergedInto === null) return row
    id = row.mergedInto
  }
  throw new AppError("not_found", "There is no such lead.")
}

/** The same, locked for the rest of the transaction; a merge that commits meanwhile is followed. */
export async function lockLeadOrThrow(tx: Transaction, leadId: string): Promise<LeadRow> {
  let id: string | null = leadId
  for (let hops = 0; id !== null && hops < 64; hops += 1) {
    const [row]: LeadRow[] = await tx.select().from(leads).where(eq(leads.id, id)).for("update")
    if (!row || row.state === "removed") break
    if (row.mergedInto === null) return row
    id = row.mergedInto
  }
  throw new AppError("not_found", "There is no such lead.")
}
