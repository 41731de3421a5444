import { index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import type { WithheldValue } from "@/lib/core/sync/refusals"
import type { Snapshot } from "@/lib/core/sync/three-way"
import { instant, primaryId } from "@/db/schema/columns"
import { leads } from "@/db/schema/leads"

/**
 * Where a lead lives in a connected CRM. A lead that was merged here has the links of both until the CRM has merged its
 * records too: two links of one kind are themselves the order to merge.
 */
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
    /** The run through the pipeline that a deal stands for; a contact has none. */
    run: integer("run"),
    url: text("url"),
    syncedAt: instant("synced_at"),
    /** What both sides said when they last agreed, property by property. */
    snapshot: jsonb("snapshot").$type<Snapshot>().notNull().default({}),
    /** The CRM's own time of its newest change that has been looked at. */
    remoteUpdatedAt: instant("remote_updated_at"),
    /** How the two came together: it was made there for the lead, was there already, or the lead came from it. */
    origin: text("origin", { enum: ["made", "adopted", "brought"] }),
    /** Values that the CRM refuses, by property: not sent again until they change. */
    withheld: jsonb("withheld").$type<Record<string, WithheldValue>>().notNull().default({}),
  },
  (t) => [unique("crm_links_external").on(t.provider, t.objectType, t.externalId), index("crm_links_lead").on(t.leadId)],
)
