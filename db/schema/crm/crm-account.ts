import { bigint, doublePrecision, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import type { CrmSchema, DriftAlert } from "@/lib/core/sync/crm-schema"
import { BLOCK_REASONS } from "@/lib/core/sync/refusals"
import { instant, primaryId } from "@/db/schema/columns"

/** Every call to a CRM: how it went, never what was in it. */
export const crmCalls = pgTable(
  "crm_calls",
  {
    id: primaryId(),
    at: instant("at").notNull(),
    provider: text("provider").notNull(),
    operation: text("operation").notNull(),
    /** What the call was made for. */
    purpose: text("purpose").notNull(),
    /** How often the work had been tried when the call was made, itself included. */
    attempt: integer("attempt").notNull().default(1),
    status: integer("status"),
    problem: text("problem"),
    durationMs: integer("duration_ms").notNull(),
    correlationId: text("correlation_id"),
    leadIds: uuid("lead_ids").array().notNull().default([]),
    /** The calls of one piece of work share it. */
    turn: uuid("turn"),
  },
  (t) => [
    index("crm_calls_when").on(t.at),
    index("crm_calls_leads").using("gin", t.leadIds),
    index("crm_calls_turn").on(t.turn),
    index("crm_calls_correlation").on(t.correlationId),
  ],
)

/**
 * The buckets from which a CRM's calls take their turns. `nextAt` is when the next call would be due if calls came evenly:
 * a call is let through while that is not too far ahead.
 */
export const crmBuckets = pgTable(
  "crm_buckets",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    name: text("name").notNull(),
    nextAt: instant("next_at").notNull(),
    windowMs: integer("window_ms").notNull(),
    /** Calls in a window, as the CRM says. */
    max: integer("max").notNull(),
  },
  (t) => [unique("crm_buckets_name").on(t.provider, t.name)],
)

/** What all processes together may still ask of a CRM. */
export const crmBudget = pgTable("crm_budget", {
  id: primaryId(),
  provider: text("provider").notNull().unique(),
  dayMax: integer("day_max"),
  dayUsed: doublePrecision("day_used").notNull().default(0),
  day: text("day").notNull(),
  /** Time zone in which the CRM counts its days. */
  dayZone: text("day_zone").notNull().default("UTC"),
  /** No call before this; with why. */
  blockedUntil: instant("blocked_until"),
  blockedWhy: text("blocked_why", { enum: BLOCK_REASONS }),
  /** Failures in a row that were the CRM's own; from a few on, calls pause for longer and longer. */
  failures: integer("failures").notNull().default(0),
  /** Calls under way, by slot, each with when it is given up for lost. */
  slots: jsonb("slots").$type<Record<string, string>>().notNull().default({}),
  updatedAt: instant("updated_at").notNull(),
})

/** The CRM's properties, stages and owners as last read, and what of our mapping no longer fits them. */
export const crmSchemas = pgTable("crm_schemas", {
  id: primaryId(),
  provider: text("provider").notNull().unique(),
  schema: jsonb("schema").$type<CrmSchema>().notNull(),
  drift: jsonb("drift").$type<DriftAlert[]>().notNull().default([]),
  readAt: instant("read_at").notNull(),
})

/** By minute: what was sent and how far the CRM was behind. */
export const crmMinutes = pgTable(
  "crm_minutes",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    minute: instant("minute").notNull(),
    pushed: integer("pushed").notNull().default(0),
    lagMsSum: bigint("lag_ms_sum", { mode: "number" }).notNull().default(0),
    lagMsMax: bigint("lag_ms_max", { mode: "number" }).notNull().default(0),
    calls: integer("calls").notNull().default(0),
    refused: integer("refused").notNull().default(0),
  },
  (t) => [unique("crm_minutes_minute").on(t.provider, t.minute)],
)
