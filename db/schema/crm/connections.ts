import { jsonb, pgTable, text, unique } from "drizzle-orm/pg-core"
import { createdAt, instant, primaryId } from "@/db/schema/columns"

/**
 * Connected CRM accounts. The name marks an account's rows in every other table, where the column is called `provider`;
 * the first account of a kind is named after it.
 */
export const crmConnections = pgTable("crm_connections", {
  id: primaryId(),
  name: text("name").notNull().unique(),
  kind: text("kind").notNull(),
  label: text("label").notNull(),
  /** Of one that the environment describes, nothing is kept here. */
  source: text("source", { enum: ["environment", "stored"] }).notNull(),
  account: jsonb("account").$type<Record<string, string>>().notNull().default({}),
  /** Fields that are never shown again, and the token at hand: sealed with the key for credentials. */
  secrets: text("secrets"),
  token: text("token"),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull(),
})

/** Records that became others over there, so that late news of an old id still leads to the new one. */
export const crmAliases = pgTable(
  "crm_aliases",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    objectType: text("object_type").notNull(),
    externalId: text("external_id").notNull(),
    intoId: text("into_id").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [unique("crm_aliases_record").on(t.provider, t.objectType, t.externalId)],
)
