CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"lead_id" uuid,
	"task_id" uuid,
	"dedupe_key" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "notifications_once" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "queue_snoozes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reminder_choices" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"digest_by_email" boolean DEFAULT true NOT NULL,
	"calendar_digest" text,
	"calendar_made_at" timestamp with time zone,
	CONSTRAINT "reminder_choices_calendar" UNIQUE("calendar_digest")
);
--> statement-breakpoint
CREATE TABLE "sent_emails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dedupe_key" text NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "sent_emails_once" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"note" text,
	"stage_id" text,
	"run" integer,
	"entered_at" timestamp with time zone,
	"cadence_step" integer,
	"planned_from" timestamp with time zone,
	"plan_key" text,
	"due_at" timestamp with time zone NOT NULL,
	"snoozed_until" timestamp with time zone,
	"action_at" timestamp with time zone GENERATED ALWAYS AS (greatest(due_at, snoozed_until)) STORED NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"outcome" text,
	"assignee_id" uuid,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	"done_by" uuid,
	"cancelled_reason" text,
	"reminded_at" timestamp with time zone,
	"escalated_at" timestamp with time zone,
	CONSTRAINT "tasks_planned_once" UNIQUE("plan_key")
);
--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_snoozes" ADD CONSTRAINT "queue_snoozes_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_snoozes" ADD CONSTRAINT "queue_snoozes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminder_choices" ADD CONSTRAINT "reminder_choices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_emails" ADD CONSTRAINT "sent_emails_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_done_by_users_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notifications_user" ON "notifications" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("user_id","at") WHERE read_at is null;--> statement-breakpoint
CREATE INDEX "notifications_lead" ON "notifications" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "queue_snoozes_lead" ON "queue_snoozes" USING btree ("lead_id","user_id");--> statement-breakpoint
CREATE INDEX "sent_emails_when" ON "sent_emails" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "sent_emails_queued" ON "sent_emails" USING btree ("created_at") WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX "tasks_lead" ON "tasks" USING btree ("lead_id","status");--> statement-breakpoint
CREATE INDEX "tasks_due" ON "tasks" USING btree ("assignee_id","action_at","id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "tasks_open" ON "tasks" USING btree ("action_at","id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "tasks_to_remind" ON "tasks" USING btree ("action_at") WHERE status = 'open' and reminded_at is null;--> statement-breakpoint
CREATE INDEX "tasks_to_escalate" ON "tasks" USING btree ("action_at") WHERE status = 'open' and escalated_at is null;--> statement-breakpoint
CREATE INDEX "conversations_window" ON "conversations" USING btree ("provider","last_inbound_at");