import { sql } from "drizzle-orm"
import { boolean, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { ENROLMENT_STATES, EXIT_REASONS, NURTURE_CHANNELS, SEND_STATES } from "@/lib/core/nurture/states"
import { createdAt, instant, primaryId } from "./columns"
import { leads } from "./leads"
import { users } from "./team"

/** A sequence by name; its rules and steps as they are now. */
export const nurtureSequences = pgTable("nurture_sequences", {
  id: primaryId(),
  name: text("name").notNull().unique("nurture_sequences_name"),
  enabled: boolean("enabled").notNull().default(false),
  version: integer("version").notNull().default(1),
  entry: jsonb("entry").$type<Record<string, unknown>>().notNull(),
  steps: jsonb("steps").$type<Record<string, unknown>[]>().notNull(),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull(),
})

/** Every version that ever ran: whoever is under way finishes the one they began, and results stay with their text. */
export const nurtureVersions = pgTable(
  "nurture_versions",
  {
    id: primaryId(),
    sequenceId: uuid("sequence_id")
      .notNull()
      .references(() => nurtureSequences.id),
    version: integer("version").notNull(),
    entry: jsonb("entry").$type<Record<string, unknown>>().notNull(),
    steps: jsonb("steps").$type<Record<string, unknown>[]>().notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    at: instant("at").notNull(),
  },
  (t) => [unique("nurture_versions_number").on(t.sequenceId, t.version)],
)

/** A lead's way through a sequence. One at a time: a person is never in two. */
export const nurtureEnrolments = pgTable(
  "nurture_enrolments",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    sequenceId: uuid("sequence_id")
      .notNull()
      .references(() => nurtureSequences.id),
    version: integer("version").notNull(),
    /** The lead's run through the pipeline: whoever comes back may be enrolled again. */
    run: integer("run").notNull(),
    state: text("state", { enum: ENROLMENT_STATES }).notNull().default("active"),
    exitReason: text("exit_reason", { enum: EXIT_REASONS }),
    /** Index of the step that comes next, from 0. */
    step: integer("step").notNull().default(0),
    nextAt: instant("next_at").notNull(),
    enteredAt: instant("entered_at").notNull(),
    endedAt: instant("ended_at"),
    stoppedBy: uuid("stopped_by").references(() => users.id),
  },
  (t) => [
    uniqueIndex("nurture_enrolments_active")
      .on(t.leadId)
      .where(sql`state = 'active'`),
    index("nurture_enrolments_lead").on(t.leadId, t.run),
    index("nurture_enrolments_due")
      .on(t.nextAt, t.id)
      .where(sql`state = 'active'`),
    index("nurture_enrolments_sequence").on(t.sequenceId, t.version),
  ],
)

/**
 * A step of one enrolment, written before anything leaves the house and settled afterwards. The unique index is what
 * makes a step happen at most once, whatever crashes and however many workers run.
 */
export const nurtureSends = pgTable(
  "nurture_sends",
  {
    id: primaryId(),
    enrolmentId: uuid("enrolment_id")
      .notNull()
      .references(() => nurtureEnrolments.id),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    step: integer("step").notNull(),
    channel: text("channel", { enum: NURTURE_CHANNELS }).notNull(),
    language: text("language"),
    state: text("state", { enum: SEND_STATES }).notNull(),
    reason: text("reason"),
    attempts: integer("attempts").notNull().default(0),
    at: instant("at").notNull(),
    touchpointId: uuid("touchpoint_id"),
    taskId: uuid("task_id"),
  },
  (t) => [
    unique("nurture_sends_once").on(t.enrolmentId, t.step),
    index("nurture_sends_lead").on(t.leadId, t.at),
    index("nurture_sends_unsettled")
      .on(t.at)
      .where(sql`state = 'sending'`),
  ],
)
