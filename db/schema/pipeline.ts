import { boolean, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import { createdAt, instant, primaryId } from "./columns"
import { leads } from "./leads"
import { users } from "./team"

/** Append-only. `left_at` is not stored: the next row of the lead says it. */
export const stageHistory = pgTable(
  "stage_history",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    run: integer("run").notNull(),
    fromStageId: text("from_stage_id"),
    toStageId: text("to_stage_id").notNull(),
    at: instant("at").notNull(),
    userId: uuid("user_id").references(() => users.id),
    /** Which way the move came: board, menu, bulk, api, import, crm, erp, intake, merge. */
    via: text("via").notNull(),
    reason: text("reason"),
    /** What was said beside the reason, in free text. */
    note: text("note"),
    /** A booking that the mover named, from outside the rental system's events. */
    bookingReference: text("booking_reference"),
    overridden: boolean("overridden").notNull().default(false),
    /** What the lead lacked when a connected system moved it: nobody could be asked, so somebody has to look. */
    exceptions: jsonb("exceptions").$type<string[]>().notNull().default([]),
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
      .references(() => leads.id),
    fromUserId: uuid("from_user_id").references(() => users.id),
    toUserId: uuid("to_user_id").references(() => users.id),
    at: instant("at").notNull(),
    byUserId: uuid("by_user_id").references(() => users.id),
    reason: text("reason"),
  },
  (t) => [index("owner_history_lead").on(t.leadId, t.at), index("owner_history_owner").on(t.toUserId, t.at)],
)

/** What was settled with a person, ticked by a colleague. A tick from before the present run no longer counts. */
export const leadChecklist = pgTable(
  "lead_checklist",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    itemId: text("item_id").notNull(),
    doneBy: uuid("done_by").references(() => users.id),
    at: instant("at").notNull(),
  },
  (t) => [unique("lead_checklist_once").on(t.leadId, t.itemId)],
)
