import { sql } from "drizzle-orm"
import type { Reaction } from "@/lib/platform/lead-change"

/** A changed lead is recounted. The mark is one insert in the transaction of the change; the counting comes after it. */
export const markDirtyLeads: Reaction = async (_ctx, tx, changes) => {
  const dirty = JSON.stringify(changes.map(({ leadId, causes: [cause] }) => ({ lead_id: leadId, cause })))
  await tx.execute(sql`
    insert into report_dirty (lead_id, cause) select lead_id, cause from jsonb_to_recordset(${dirty}::jsonb) as m(lead_id uuid, cause text)`)
}
