import { sql } from "drizzle-orm"
import { date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import type { PersonTerms } from "@/lib/core/privacy/quotes"
import { bytes, instant, primaryId } from "./columns"

/**
 * Erasures. `terms` holds what the search for quotes looks for, from the erasure itself until every table was searched: an
 * interrupted search goes on, and afterwards nothing of the person is left here either.
 */
export const erasures = pgTable(
  "erasures",
  {
    id: primaryId(),
    leadId: uuid("lead_id").notNull(),
    at: instant("at").notNull(),
    terms: jsonb("terms").$type<PersonTerms>(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("erasures_unfinished")
      .on(t.at)
      .where(sql`finished_at is null`),
  ],
)

/**
 * Keyed hashes of the identities of erased people: an old list or a replay does not make the person again. Without the
 * key, which is not in the database, a hash says nothing.
 */
export const suppressedIdentities = pgTable("suppressed_identities", {
  hash: bytes("hash").primaryKey(),
  erasedAt: instant("erased_at").notNull(),
})

/** Who looked at a lead, one row a day, reader and way: what a person may ask about, without a row for each page view. */
export const leadReads = pgTable(
  "lead_reads",
  {
    leadId: uuid("lead_id").notNull(),
    actorKind: text("actor_kind", { enum: ["user", "api_key", "system"] }).notNull(),
    actorId: text("actor_id").notNull(),
    way: text("way", { enum: ["page", "api", "context", "export", "person_export"] }).notNull(),
    day: date("day").notNull(),
    firstAt: instant("first_at").notNull(),
    lastAt: instant("last_at").notNull(),
    times: integer("times").notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.leadId, t.actorKind, t.actorId, t.way, t.day] }), index("lead_reads_day").on(t.day)],
)
