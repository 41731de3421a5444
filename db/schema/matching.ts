import { sql } from "drizzle-orm"
import { bigint, bigserial, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import type { EmailReading } from "@/lib/core/identity/email"
import type { PhoneReading } from "@/lib/core/identity/phone"
import { instant, primaryId } from "./columns"
import { leads } from "./leads"

/**
 * Where the matcher looks for people. All of it follows from the leads and can be recomputed; nothing here is
 * moved by a merge, because a key of a merged lead leads to its survivor all the same.
 */
export const matchKeys = pgTable(
  "match_keys",
  {
    key: bigint("key", { mode: "bigint" }).notNull(),
    /** The kind of key (one letter): those of names are followed inside a time window only, and swept after it. */
    kind: text("kind").notNull(),
    leadId: uuid("lead_id").notNull(),
    /** Event time of the touch that brought the key. */
    at: instant("at").notNull(),
  },
  (t) => [
    index("match_keys_key").on(t.key, t.at),
    index("match_keys_windowed")
      .on(t.at)
      .where(sql`kind in ('N', 'W')`),
  ],
)

/** What the matcher knows about a lead, in one row: read for every candidate, so it holds readings, not raw fields. */
export const matchProfiles = pgTable("match_profiles", {
  leadId: uuid("lead_id")
    .primaryKey()
    .references(() => leads.id),
  phones: jsonb("phones").$type<PhoneReading[]>().notNull(),
  emails: jsonb("emails").$type<EmailReading[]>().notNull(),
  /** Distinct names in the order first seen. */
  names: text("names").array().notNull(),
  firstAt: instant("first_at").notNull(),
  lastAt: instant("last_at").notNull(),
  phoneOnlyAt: instant("phone_only_at"),
  emailOnlyAt: instant("email_only_at"),
})

/**
 * How common things are: leads in all (`leads`), leads with a name's word or skeleton (`w:…`, `s:…`), leads seen with
 * a phone only or an e-mail only in an hour (`p:…`, `e:…`). A count is its row here plus its rows in the deltas, which
 * every batch appends and a job compacts: two workers never wait for each other over the word Mohammed.
 */
export const matchCounts = pgTable("match_counts", {
  key: text("key").primaryKey(),
  n: integer("n").notNull(),
})

export const matchCountDeltas = pgTable(
  "match_count_deltas",
  {
    id: bigserial("id", { mode: "bigint" }).primaryKey(),
    key: text("key").notNull(),
    n: integer("n").notNull(),
  },
  (t) => [index("match_count_deltas_key").on(t.key)],
)

/** One look over the whole store: where it is, so that it can go on after an interruption. */
export const matchScans = pgTable("match_scans", {
  id: primaryId(),
  state: text("state", { enum: ["indexing", "examining", "done", "stopped"] }).notNull(),
  modelVersion: text("model_version").notNull(),
  total: integer("total").notNull(),
  indexed: integer("indexed").notNull().default(0),
  examined: integer("examined").notNull().default(0),
  flagged: integer("flagged").notNull().default(0),
  /** The last lead dealt with in this state: its first touch and its id. */
  cursorAt: instant("cursor_at"),
  cursorId: uuid("cursor_id"),
  startedAt: instant("started_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
})
