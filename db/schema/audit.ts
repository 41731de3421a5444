import { sql } from "drizzle-orm"
import { bigint, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytes, instant, primaryId } from "./columns"

/**
 * Append-only: who changed what, from where, with the values before and after. Triggers refuse to update, delete and
 * truncate, also for the owner of the table; the one exception is that erasing a person empties `change`. What a trigger
 * writes (`recordedAt`, the hashes) cannot be given, and an `at` that is minutes off is replaced, so an entry cannot be
 * back-dated. In a database whose `onelead.clock` is `simulated`, as the demo's is, `at` stays as given.
 */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind", { enum: ["user", "api_key", "system"] }).notNull(),
    actorId: text("actor_id"),
    /** `entity.verb`, e.g. `lead.edited`, `event.replayed`. */
    action: text("action").notNull(),
    leadId: uuid("lead_id"),
    subject: text("subject"),
    change: jsonb("change").$type<Record<string, unknown>>().notNull(),
    /** The database's own clock; `at` is the clock of whoever acted, within minutes of it. */
    recordedAt: instant("recorded_at").notNull().defaultNow(),
    /** SHA-256 of `change` and a random salt, which erasure removes: what is left of an erased change cannot be guessed. */
    changeHash: bytes("change_hash")
      .notNull()
      .default(sql`''::bytea`),
    changeSalt: bytes("change_salt"),
    /** SHA-256 of everything above but `change` and its salt. */
    rowHash: bytes("row_hash")
      .notNull()
      .default(sql`''::bytea`),
  },
  (t) => [index("audit_log_lead").on(t.leadId, t.at), index("audit_log_when").on(t.at)],
)

/** The chain over the log: each seal covers the entries since the one before, by their ids and hashes. Append-only too. */
export const auditSeals = pgTable("audit_seals", {
  id: primaryId(),
  position: integer("position").notNull().unique(),
  sealedAt: instant("sealed_at").notNull(),
  rowIds: bigint("row_ids", { mode: "number" }).array().notNull(),
  /** SHA-256 of the seal before and of the entries' hashes, in order of id. */
  hash: bytes("hash").notNull(),
})
