import { boolean, index, integer, jsonb, pgTable, text, uuid, type AnyPgColumn } from "drizzle-orm/pg-core"
import type { StageRequirements } from "@/lib/core/stages"
import { createdAt, instant, primaryId } from "./columns"
import { leads } from "./leads"
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
})

/** Append-only. `left_at` is not stored: the next row of the lead says it. */
export const stageHistory = pgTable(
  "stage_history",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references((): AnyPgColumn => leads.id),
    run: integer("run").notNull(),
    fromStageId: text("from_stage_id"),
    toStageId: text("to_stage_id").notNull(),
    at: instant("at").notNull(),
    userId: uuid("user_id").references(() => users.id),
    /** Which way the move came: board, menu, api, import, crm, intake, merge. */
    via: text("via").notNull(),
    reason: text("reason"),
    overridden: boolean("overridden").notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [index("stage_history_lead").on(t.leadId, t.at), index("stage_history_when").on(t.at)],
)

export const ownerHistory = pgTable(
  "owner_history",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references((): AnyPgColumn => leads.id),
    fromUserId: uuid("from_user_id").references(() => users.id),
    toUserId: uuid("to_user_id").references(() => users.id),
    at: instant("at").notNull(),
    byUserId: uuid("by_user_id").references(() => users.id),
    reason: text("reason"),
  },
  (t) => [index("owner_history_lead").on(t.leadId, t.at)],
)
