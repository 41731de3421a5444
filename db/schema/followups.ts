import { sql } from "drizzle-orm"
import { boolean, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { CANCEL_REASONS, TASK_KINDS, TASK_OUTCOMES, TASK_STATUSES } from "@/lib/core/followups/task-states"
import { createdAt, instant, primaryId } from "./columns"
import { leads } from "./leads"
import { users } from "./team"

/** What somebody has to do about a lead. Planned ones say which visit to which stage they belong to. */
export const tasks = pgTable(
  "tasks",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    kind: text("kind", { enum: TASK_KINDS }).notNull(),
    title: text("title").notNull(),
    note: text("note"),
    /** The visit: which stage, in which run, entered when. */
    stageId: text("stage_id"),
    run: integer("run"),
    enteredAt: instant("entered_at"),
    /** Day of the cadence, and the moment its days are counted from. */
    cadenceStep: integer("cadence_step"),
    plannedFrom: instant("planned_from"),
    /** Made of lead, visit, start and step when it is planned, and kept when the lead is merged: planning twice adds nothing. */
    planKey: text("plan_key").unique("tasks_planned_once"),
    dueAt: instant("due_at").notNull(),
    snoozedUntil: instant("snoozed_until"),
    /** When it wants attention: due, or later when somebody put it off. */
    actionAt: instant("action_at")
      .notNull()
      .generatedAlwaysAs(sql`greatest(due_at, snoozed_until)`),
    status: text("status", { enum: TASK_STATUSES }).notNull().default("open"),
    outcome: text("outcome", { enum: TASK_OUTCOMES }),
    assigneeId: uuid("assignee_id").references(() => users.id),
    /** Null when Onelead planned it. */
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAt(),
    /** When it was closed, whichever way. */
    doneAt: instant("done_at"),
    doneBy: uuid("done_by").references(() => users.id),
    cancelledReason: text("cancelled_reason", { enum: CANCEL_REASONS }),
    remindedAt: instant("reminded_at"),
    escalatedAt: instant("escalated_at"),
  },
  (t) => [
    index("tasks_lead").on(t.leadId, t.status),
    index("tasks_due")
      .on(t.assigneeId, t.actionAt, t.id)
      .where(sql`status = 'open'`),
    index("tasks_open")
      .on(t.actionAt, t.id)
      .where(sql`status = 'open'`),
    index("tasks_to_remind")
      .on(t.actionAt)
      .where(sql`status = 'open' and reminded_at is null`),
    index("tasks_to_escalate")
      .on(t.actionAt)
      .where(sql`status = 'open' and escalated_at is null`),
  ],
)

/** What the bell says, one line a row. */
export const notifications = pgTable(
  "notifications",
  {
    id: primaryId(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    kind: text("kind").notNull(),
    title: text("title").notNull(),
    leadId: uuid("lead_id").references(() => leads.id),
    taskId: uuid("task_id"),
    /** Whatever may be told twice is told once. */
    dedupeKey: text("dedupe_key").notNull().unique("notifications_once"),
    at: instant("at").notNull(),
    readAt: instant("read_at"),
  },
  (t) => [
    index("notifications_user").on(t.userId, t.at),
    index("notifications_unread")
      .on(t.userId, t.at)
      .where(sql`read_at is null`),
    index("notifications_lead").on(t.leadId),
  ],
)

/** A lead put out of one person's queue for a while; a new word from the person brings it back. */
export const queueSnoozes = pgTable(
  "queue_snoozes",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    at: instant("at").notNull(),
    until: instant("until").notNull(),
  },
  (t) => [index("queue_snoozes_lead").on(t.leadId, t.userId)],
)

/** Mail of ours: written with what it is about, sent afterwards, kept. Without a mail server it is kept and not sent. */
export const sentEmails = pgTable(
  "sent_emails",
  {
    id: primaryId(),
    dedupeKey: text("dedupe_key").notNull().unique("sent_emails_once"),
    kind: text("kind").notNull(),
    userId: uuid("user_id").references(() => users.id),
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    body: text("body").notNull(),
    /** The same in HTML, for programs that show it. */
    html: text("html"),
    status: text("status", { enum: ["queued", "sent", "kept", "failed"] })
      .notNull()
      .default("queued"),
    attempts: integer("attempts").notNull().default(0),
    error: text("error"),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at"),
  },
  (t) => [
    index("sent_emails_when").on(t.createdAt, t.id),
    index("sent_emails_queued")
      .on(t.createdAt)
      .where(sql`status = 'queued'`),
  ],
)

/** How somebody wants to be reminded outside the app. The calendar's token is kept as a digest and shown once. */
export const reminderChoices = pgTable("reminder_choices", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id),
  digestByEmail: boolean("digest_by_email").notNull().default(true),
  calendarDigest: text("calendar_digest").unique("reminder_choices_calendar"),
  calendarMadeAt: instant("calendar_made_at"),
})
