import { boolean, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import type { StageId } from "@/lib/core/lead-states"
import type { Cadence, ChecklistItem, StageDefinition, StageRequirements } from "@/lib/core/stages"
import { instant, primaryId } from "./columns"
import { users } from "./team"

/** Stages are data: an admin edits definitions, requirements and cadence in the app. */
export const stages = pgTable("stages", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  position: integer("position").notNull(),
  outcome: text("outcome", { enum: ["open", "won", "lost"] }).notNull(),
  /** Share of leads in this stage that end as a booking, in percent. */
  probability: integer("probability").notNull(),
  definition: text("definition").notNull(),
  requirements: jsonb("requirements").$type<StageRequirements>().notNull(),
  /** What to settle with the person before the lead goes in; items may be advice or required. */
  checklist: jsonb("checklist").$type<ChecklistItem[]>().notNull().default([]),
  /** Days after entry on which a follow-up is due. */
  cadence: jsonb("cadence")
    .$type<Cadence>()
    .notNull()
    .default({ days: [1, 3, 7] }),
  /** Stages a lead may go to from here; null is any. */
  moves: jsonb("moves").$type<StageId[]>(),
  /** Days in the stage after which a lead counts as stale; null is never. */
  staleAfterDays: integer("stale_after_days"),
  /** Raised by every change, so that two admins never overwrite each other unseen. */
  version: integer("version").notNull().default(1),
})

/** Append-only: what a stage was before and after each change, so that any earlier state can be restored. */
export const stageRevisions = pgTable(
  "stage_revisions",
  {
    id: primaryId(),
    stageId: text("stage_id")
      .notNull()
      .references(() => stages.id),
    at: instant("at").notNull(),
    userId: uuid("user_id").references(() => users.id),
    before: jsonb("before").$type<StageDefinition>().notNull(),
    after: jsonb("after").$type<StageDefinition>().notNull(),
    /** The revision whose earlier state this change brought back. */
    restores: uuid("restores"),
  },
  (t) => [index("stage_revisions_stage").on(t.stageId, t.at)],
)

/** Why leads are lost, as a list that reports can count. One that is in use is switched off, never deleted. */
export const lostReasons = pgTable("lost_reasons", {
  id: text("id").primaryKey(),
  label: text("label").notNull().unique(),
  position: integer("position").notNull(),
  active: boolean("active").notNull().default(true),
})
