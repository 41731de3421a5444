import { sql } from "drizzle-orm"
import { bigint, date, index, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core"
import { HISTOGRAM_BUCKETS, type HistogramBucket } from "@/lib/core/metrics/histogram"
import { instant, primaryId } from "./columns"

/**
 * Numbers are kept like accounts. A lead's entries are its postings, one row a day it has something to say about;
 * `report_rollup` holds their sums by day and by month; `report_dirty` names the leads that have changed since. All of
 * it is derived: it can be thrown away and recounted from the leads.
 */
const count = (name: string) => integer(name).notNull().default(0)
const amount = (name: string) => bigint(name, { mode: "number" }).notNull().default(0)

const dimensions = () => ({
  channel: text("channel").notNull(),
  ownerId: uuid("owner_id").notNull(),
  source: text("source").notNull(),
  campaign: text("campaign").notNull(),
  band: text("band").notNull(),
})

const measures = () => ({
  leads: count("leads"),
  reached_contacted: count("reached_contacted"),
  reached_qualified: count("reached_qualified"),
  reached_proposal: count("reached_proposal"),
  reached_negotiation: count("reached_negotiation"),
  reached_booked: count("reached_booked"),
  lost: count("lost"),
  asked: count("asked"),
  answered: count("answered"),
  answered_in_sla: count("answered_in_sla"),
  late: count("late"),
  waiting: count("waiting"),
  entered_contacted: count("entered_contacted"),
  entered_qualified: count("entered_qualified"),
  entered_proposal: count("entered_proposal"),
  entered_negotiation: count("entered_negotiation"),
  entered_booked: count("entered_booked"),
  entered_lost: count("entered_lost"),
  left_new_lead: count("left_new_lead"),
  left_contacted: count("left_contacted"),
  left_qualified: count("left_qualified"),
  left_proposal: count("left_proposal"),
  left_negotiation: count("left_negotiation"),
  advanced_new_lead: count("advanced_new_lead"),
  advanced_contacted: count("advanced_contacted"),
  advanced_qualified: count("advanced_qualified"),
  advanced_proposal: count("advanced_proposal"),
  advanced_negotiation: count("advanced_negotiation"),
  bookings: count("bookings"),
  revenue: amount("revenue"),
  open_new_lead: count("open_new_lead"),
  open_contacted: count("open_contacted"),
  open_qualified: count("open_qualified"),
  open_proposal: count("open_proposal"),
  open_negotiation: count("open_negotiation"),
  last_bookings: amount("last_bookings"),
  linear_bookings: amount("linear_bookings"),
  position_bookings: amount("position_bookings"),
  last_revenue: amount("last_revenue"),
  linear_revenue: amount("linear_revenue"),
  position_revenue: amount("position_revenue"),
  questioned: count("questioned"),
  absorbed: count("absorbed"),
  merges: count("merges"),
  foreign_bookings: count("foreign_bookings"),
})

/** Of a lead's entries the one of its arrival, which has every cohort measure, the one of its open stage, and those of its bookings. */
export const ARRIVED = sql`leads <> 0`
export const BOOKED = sql`bookings <> 0`
export const STANDS_OPEN = sql`(open_new_lead + open_contacted + open_qualified + open_proposal + open_negotiation) <> 0`

/** Leads to count again. Append-only for whoever changes a lead, so that a mark costs one insert and waits for nobody. */
export const reportDirty = pgTable(
  "report_dirty",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    leadId: uuid("lead_id").notNull(),
    /** What happened to the lead, for the list of adjustments. */
    cause: text("cause").notNull(),
  },
  (t) => [index("report_dirty_lead").on(t.leadId)],
)

export const reportEntries = pgTable(
  "report_entries",
  {
    leadId: uuid("lead_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    ...dimensions(),
    ...measures(),
    /** Until when the row holds by itself: a question that waits is late from then on, and the lead is counted again. */
    dueAt: instant("due_at"),
  },
  (t) => [
    primaryKey({ columns: [t.leadId, t.day, t.channel, t.source, t.campaign] }),
    index("report_entries_due")
      .on(t.dueAt)
      .where(sql`due_at is not null`),
    index("report_entries_day").on(t.day),
    index("report_entries_arrived").on(t.day).where(ARRIVED),
    index("report_entries_open").on(t.day).where(STANDS_OPEN),
    index("report_entries_booked").on(t.day).where(BOOKED),
  ],
)

/** How long something took: a stage until it was left, on that day; a first answer, on the day of the first touch. */
export const reportStays = pgTable(
  "report_stays",
  {
    leadId: uuid("lead_id").notNull(),
    position: smallint("position").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    stage: text("stage").notNull(),
    minutes: integer("minutes").notNull(),
    /** Between which two marks of the scale the minutes lie; follows from stage and minutes. */
    bucket: smallint("bucket").notNull().default(0),
    ...dimensions(),
  },
  (t) => [
    primaryKey({ columns: [t.leadId, t.position] }),
    index("report_stays_day").on(t.stage, t.day),
    index("report_stays_bucket").on(t.stage, t.bucket, t.day, t.minutes, t.ownerId, t.channel, t.band, t.leadId),
  ],
)

/** The visits that led to one booking, on the day it was made. */
export const reportPaths = pgTable(
  "report_paths",
  {
    leadId: uuid("lead_id").notNull(),
    position: smallint("position").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    /** The way as one line of text, told by channel and by source. */
    channels: text("channels").notNull(),
    sources: text("sources").notNull(),
    visits: smallint("visits").notNull(),
    /** From the first touch to the booking. */
    days: integer("days").notNull(),
    revenue: bigint("revenue", { mode: "number" }).notNull(),
    ...dimensions(),
  },
  (t) => [primaryKey({ columns: [t.leadId, t.position] }), index("report_paths_day").on(t.day)],
)

/**
 * `d`: one day; `m`: the month that begins on `start`. `dc` and `mc`: the same without source and campaign, which are
 * empty there. `dt` and `mt`: by channel alone, without owner (nobody) and band (empty) too. Whoever looks at the whole
 * team reads a few rows, and only a question about sources reads them all.
 */
export const GRAINS = ["d", "m", "dc", "mc", "dt", "mt"] as const
export type Grain = (typeof GRAINS)[number]

/** How many of the stays of a day or month lie between which marks: a median is looked for between two of them only. */
export const reportSpreads = pgTable(
  "report_spreads",
  {
    grain: text("grain", { enum: GRAINS }).notNull(),
    start: date("start", { mode: "string" }).notNull(),
    stage: text("stage").notNull(),
    ...dimensions(),
    ...(Object.fromEntries(HISTOGRAM_BUCKETS.map((b) => [b, count(b)])) as Record<HistogramBucket, ReturnType<typeof count>>),
  },
  (t) => [primaryKey({ columns: [t.grain, t.stage, t.start, t.channel, t.ownerId, t.source, t.campaign, t.band] })],
)

export const reportRollup = pgTable(
  "report_rollup",
  {
    grain: text("grain", { enum: GRAINS }).notNull(),
    start: date("start", { mode: "string" }).notNull(),
    ...dimensions(),
    ...measures(),
  },
  (t) => [primaryKey({ columns: [t.grain, t.start, t.channel, t.ownerId, t.source, t.campaign, t.band] })],
)

/** A month that was reported. What changes in it afterwards is written down. */
export const reportMonths = pgTable("report_months", {
  month: date("month", { mode: "string" }).primaryKey(),
  closedAt: instant("closed_at").notNull(),
})

/** What one lead changed in a closed month, and why. */
export const reportAdjustments = pgTable(
  "report_adjustments",
  {
    id: primaryId(),
    at: instant("at").notNull(),
    month: date("month", { mode: "string" }).notNull(),
    leadId: uuid("lead_id").notNull(),
    cause: text("cause").notNull(),
    channel: text("channel").notNull(),
    ownerId: uuid("owner_id").notNull(),
    source: text("source").notNull().default(""),
    campaign: text("campaign").notNull().default(""),
    leads: integer("leads").notNull(),
    /** First questions answered in time. */
    inTime: integer("in_time").notNull().default(0),
    bookings: integer("bookings").notNull(),
    revenue: bigint("revenue", { mode: "number" }).notNull(),
  },
  (t) => [
    index("report_adjustments_month").on(t.month, t.at),
    index("report_adjustments_when").on(t.at, t.id),
    index("report_adjustments_lead").on(t.leadId),
  ],
)

/** The outcome of a night's comparison of the sums with the leads themselves. */
export const reportChecks = pgTable(
  "report_checks",
  {
    id: primaryId(),
    at: instant("at").notNull(),
    /** What differed, in words; empty when everything agreed. */
    differences: jsonb("differences").$type<string[]>().notNull(),
  },
  (t) => [index("report_checks_when").on(t.at)],
)
