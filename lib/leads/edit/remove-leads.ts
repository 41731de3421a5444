import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { LEAD_CHILDREN } from "@/lib/leads/children"

/**
 * Reduces leads to their ids, so that references to them still resolve: all children are deleted except the one table
 * to keep, and so are open review items.
 */
export async function removeLeads(
  tx: Transaction,
  leadIds: readonly string[],
  { keep, at }: { keep: keyof typeof LEAD_CHILDREN; at: Date },
): Promise<void> {
  if (leadIds.length === 0) return
  const ids = idsIn(leadIds)
  await tx.execute(sql`
    delete from duplicate_items where status in ('pending', 'later') and (lead_a in ${ids} or lead_b in ${ids})`)
  for (const [name, table] of Object.entries(LEAD_CHILDREN).toReversed())
    if (name !== keep) await tx.execute(sql`delete from ${table} where lead_id in ${ids}`)
  await tx.execute(sql`
    update leads set state = 'removed', name = null, search_text = '', phones = '{}', emails = '{}', company = null, country = null, emirate = null,
      language = null, vehicle = null, vehicle_class = null, lost_note = null, provenance = '{}', owner_id = null, owner_since = null,
      version = version + 1, updated_at = ${at.toISOString()}
    where id in ${ids}`)
}
