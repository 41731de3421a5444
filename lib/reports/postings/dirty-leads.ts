import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import type { Reaction } from "@/lib/platform/lead-change"

/** Why everything is counted again; closed months that change by it say so. */
type RecountCause = "rules" | "repair"

/** Marks every lead that has posted or could post. */
export async function recountAll({ db }: { db: Pick<Database, "execute"> }, cause: RecountCause = "repair"): Promise<void> {
  await db.execute(sql`
    insert into report_dirty (lead_id, cause)
    select id, ${cause} from leads where state = 'active' and kind = 'lead' union select distinct lead_id, ${cause} from report_entries`)
}

/** A changed lead is recounted. The mark is one insert in the transaction of the change; the counting comes after it. */
export const markDirtyLeads: Reaction = async (_ctx, tx, changes) => {
  const dirty = JSON.stringify(changes.map(({ leadId, causes: [cause] }) => ({ lead_id: leadId, cause })))
  await tx.execute(sql`
    insert into report_dirty (lead_id, cause) select lead_id, cause from jsonb_to_recordset(${dirty}::jsonb) as m(lead_id uuid, cause text)`)
}
