import { bigint, date, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { instant, primaryId } from "./columns"
import { users } from "./team"

/** What was spent on a channel in a month, as entered. */
export const channelSpend = pgTable(
  "channel_spend",
  {
    id: primaryId(),
    month: date("month", { mode: "string" }).notNull(),
    channel: text("channel").notNull(),
    /** Empty: spent on the channel as a whole. */
    source: text("source").notNull().default(""),
    campaign: text("campaign").notNull().default(""),
    amountMinor: bigint("amount_minor", { mode: "number" }).notNull(),
    updatedAt: instant("updated_at").notNull(),
    updatedBy: uuid("updated_by").references(() => users.id),
  },
  (t) => [uniqueIndex("channel_spend_once").on(t.month, t.channel, t.source, t.campaign)],
)

export const GOAL_METRICS = ["leads", "bookings", "revenue"] as const

/** The target of a month: for one agent, or for the team. */
export const goals = pgTable(
  "goals",
  {
    id: primaryId(),
    month: date("month", { mode: "string" }).notNull(),
    metric: text("metric", { enum: GOAL_METRICS }).notNull(),
    /** The nil id is the team. */
    ownerId: uuid("owner_id").notNull(),
    /** Revenue in minor units. */
    target: bigint("target", { mode: "number" }).notNull(),
    updatedAt: instant("updated_at").notNull(),
    updatedBy: uuid("updated_by").references(() => users.id),
  },
  (t) => [uniqueIndex("goals_once").on(t.month, t.metric, t.ownerId)],
)
