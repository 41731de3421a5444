import { sql, type SQL } from "drizzle-orm"

/**
 * Open lead: one that has to be worked on. Word for word the condition of the index `leads_open_owner`, so that counting
 * an agent's load and finding the unassigned leads read that index alone.
 */
export const isOpenLead = (alias: "l" | "leads" = "l"): SQL =>
  sql.raw(`${alias}.state = 'active' and ${alias}.kind = 'lead' and ${alias}.stage_id not in ('booked', 'lost')`)
