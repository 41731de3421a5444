import { sql } from "drizzle-orm"
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { LOAD_ITEM_STATES, LOAD_KINDS, LOAD_OUTCOMES, LOAD_STATES, type LoadChange, type LoadCheckpoint } from "@/lib/core/sync/load"
import { createdAt, instant, primaryId } from "@/db/schema/columns"
import { users } from "@/db/schema/team"

/** A first load of a CRM, or its dry run: how far it has come, and what it was asked for. */
export const crmLoads = pgTable(
  "crm_loads",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    kind: text("kind", { enum: LOAD_KINDS }).notNull(),
    state: text("state", { enum: LOAD_STATES }).notNull().default("running"),
    /** Leads that the CRM lacks go there. */
    sendsThere: boolean("sends_there").notNull(),
    /** Contacts that nobody here knows come in. */
    bringsHere: boolean("brings_here").notNull(),
    /** Everything before this is done: committed with what was done. */
    checkpoint: jsonb("checkpoint").$type<LoadCheckpoint>().notNull(),
    /** Leads and records to look at; null until they were counted. */
    total: integer("total"),
    done: integer("done").notNull().default(0),
    /** Records that say the same on both sides: counted, not listed. */
    equal: integer("equal").notNull().default(0),
    /** Leads that are kept out, by why. */
    leftOut: jsonb("left_out").$type<Record<string, number>>().notNull().default({}),
    /** How long it has been at it, pauses left out. */
    activeMs: bigint("active_ms", { mode: "number" }).notNull().default(0),
    /** Who works on it: a second worker takes over by putting its own token here, and the first then stops. */
    runner: uuid("runner"),
    progressAt: instant("progress_at").notNull(),
    /** Why it stopped, or what it waits for, in words. */
    note: text("note"),
    createdAt: createdAt(),
    createdBy: uuid("created_by").references(() => users.id),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("crm_loads_recent").on(t.provider, t.createdAt),
    uniqueIndex("crm_loads_one_at_a_time")
      .on(t.provider)
      .where(sql`state in ('running', 'paused')`),
  ],
)

/** What becomes, or would become, of one lead or one record. What is equal has no row. */
export const crmLoadItems = pgTable(
  "crm_load_items",
  {
    id: primaryId(),
    loadId: uuid("load_id")
      .notNull()
      .references(() => crmLoads.id, { onDelete: "cascade" }),
    outcome: text("outcome", { enum: LOAD_OUTCOMES }).notNull(),
    state: text("state", { enum: LOAD_ITEM_STATES }).notNull(),
    /** contact or deal: which record is meant. */
    objectType: text("object_type").notNull(),
    leadId: uuid("lead_id"),
    externalId: text("external_id"),
    name: text("name"),
    reason: text("reason"),
    /** What becomes of the deal of a lead that is sent: `make`, `adopt` or nothing. */
    deal: text("deal", { enum: ["make", "adopt"] }),
    changes: jsonb("changes").$type<LoadChange[]>().notNull().default([]),
    fieldsThere: integer("fields_there").notNull().default(0),
    /** Of those, values that replace another that stands there. */
    fieldsReplaced: integer("fields_replaced").notNull().default(0),
    fieldsHere: integer("fields_here").notNull().default(0),
  },
  (t) => [
    index("crm_load_items_list").on(t.loadId, t.outcome, t.id),
    index("crm_load_items_lead").on(t.leadId),
    index("crm_load_items_record").on(t.loadId, t.externalId),
    index("crm_load_items_waiting")
      .on(t.loadId)
      .where(sql`state = 'waiting'`),
  ],
)
