import { sql } from "drizzle-orm"
import { index, integer, jsonb, pgTable, serial, text, uuid } from "drizzle-orm/pg-core"
import { BANDS } from "@/lib/core/lead-states"
import type { ScorePart } from "@/lib/core/scoring/score-lead"
import { instant, primaryId } from "./columns"
import { leads } from "./leads"
import { users } from "./team"

/**
 * Every set of rules that ever scored a lead; the newest is in force. Without a row the product's own rules are.
 * The row also carries how far re-scoring under it has come: it goes on from `cursor` and ends with `finished_at`.
 */
export const scoreRuleVersions = pgTable(
  "score_rule_versions",
  {
    id: serial("id").primaryKey(),
    rules: jsonb("rules").$type<Record<string, unknown>>().notNull(),
    note: text("note"),
    createdBy: uuid("created_by").references(() => users.id),
    at: instant("at").notNull(),
    leadsTotal: integer("leads_total").notNull(),
    leadsDone: integer("leads_done").notNull().default(0),
    /** How many leads have another band than before. */
    bandsChanged: integer("bands_changed").notNull().default(0),
    cursor: uuid("cursor"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("score_rule_versions_unfinished")
      .on(t.id)
      .where(sql`finished_at is null`),
  ],
)

/**
 * The score of a lead over time: a row whenever score, band or parts change. The newest row by id is the present one;
 * its evidence is kept current in place, because a further high-intent word changes no score.
 */
export const leadScores = pgTable(
  "lead_scores",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    at: instant("at").notNull(),
    score: integer("score").notNull(),
    band: text("band", { enum: BANDS }).notNull(),
    parts: jsonb("parts").$type<ScorePart[]>().notNull(),
    /** The rules that made this score; 0 for the product's own. */
    rulesVersion: integer("rules_version").notNull(),
    /** The newest rules that came to the same result. */
    heldUnder: integer("held_under").notNull(),
    /** What made it change: an event, an edit, a merge, new rules. */
    cause: text("cause").notNull(),
  },
  (t) => [index("lead_scores_lead").on(t.leadId, t.id)],
)
