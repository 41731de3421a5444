import { jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import { createdAt, instant, primaryId } from "@/db/schema/columns"
import { users, userSessions } from "@/db/schema/team"

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
  /** The account that the links are of, as the CRM calls it. */
  accountId: text("account_id"),
  /** The account that answered last, and a mark of the credentials that it answered to. */
  foundId: text("found_id"),
  foundWith: text("found_with"),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull(),
})

/**
 * A person on the way to a CRM's page and back, where they let us into an account. It is their session's, is good once and for
 * minutes, and says afterwards what came of it.
 */
export const crmSignIns = pgTable("crm_sign_ins", {
  id: primaryId(),
  /** A digest of what the CRM hands back. */
  state: text("state").notNull().unique(),
  sessionId: uuid("session_id")
    .notNull()
    .references(() => userSessions.id, { onDelete: "cascade" }),
  userId: uuid("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  kind: text("kind").notNull(),
  /** Of a connection that is known already. */
  name: text("name"),
  /** What was given, and the verifier of the code: sealed with the key for credentials, and gone once it was used. */
  sealed: text("sealed"),
  outcome: text("outcome"),
  /** In the CRM's words. */
  detail: text("detail"),
  createdAt: createdAt(),
  expiresAt: instant("expires_at").notNull(),
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
