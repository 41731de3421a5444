import { index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import { instant, primaryId } from "./columns"
import { leads } from "./leads"

/** Where a lead lives in a connected CRM. */
export const crmLinks = pgTable(
  "crm_links",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    provider: text("provider").notNull(),
    objectType: text("object_type").notNull(),
    externalId: text("external_id").notNull(),
    url: text("url"),
    syncedAt: instant("synced_at"),
  },
  (t) => [unique("crm_links_external").on(t.provider, t.objectType, t.externalId), index("crm_links_lead").on(t.leadId)],
)
