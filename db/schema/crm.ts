import { index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import type { WithheldValue } from "@/lib/core/sync/refusals"
import type { Snapshot } from "@/lib/core/sync/three-way"
import { instant, primaryId } from "./columns"
import { leads } from "./leads"

/**
 * The CRM record of a lead. A lead that was merged here has the links of both until the CRM has merged its records too:
 * two links of one kind are the instruction to merge.
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
    /** The run that a deal belongs to; null for a contact. */
    run: integer("run"),
    url: text("url"),
    syncedAt: instant("synced_at"),
    /** The values of both sides at the last reconciliation, property by property. */
    snapshot: jsonb("snapshot").$type<Snapshot>().notNull().default({}),
    /** The CRM's own time of its newest change that was read. */
    remoteUpdatedAt: instant("remote_updated_at"),
    /** Where the record came from: created for the lead, adopted, or the lead was created from it. */
    origin: text("origin", { enum: ["made", "adopted", "brought"] }),
    /** Values that the CRM refuses, by property: not sent again until they change. */
    withheld: jsonb("withheld").$type<Record<string, WithheldValue>>().notNull().default({}),
  },
  (t) => [unique("crm_links_external").on(t.provider, t.objectType, t.externalId), index("crm_links_lead").on(t.leadId)],
)
