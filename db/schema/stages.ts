import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core"
import type { StageRequirements } from "@/lib/core/stages"

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
