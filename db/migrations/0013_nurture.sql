CREATE TABLE "nurture_enrolments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"sequence_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"run" integer NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"exit_reason" text,
	"step" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"entered_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"stopped_by" uuid
);
--> statement-breakpoint
CREATE TABLE "nurture_sends" (
	"id" uuid PRIMARY KEY NOT NULL,
	"enrolment_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"step" integer NOT NULL,
	"channel" text NOT NULL,
	"language" text,
	"state" text NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"touchpoint_id" uuid,
	"task_id" uuid,
	CONSTRAINT "nurture_sends_once" UNIQUE("enrolment_id","step")
);
--> statement-breakpoint
CREATE TABLE "nurture_sequences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"enabled" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"entry" jsonb NOT NULL,
	"steps" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "nurture_sequences_name" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "nurture_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"entry" jsonb NOT NULL,
	"steps" jsonb NOT NULL,
	"created_by" uuid,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "nurture_versions_number" UNIQUE("sequence_id","version")
);
--> statement-breakpoint
ALTER TABLE "nurture_enrolments" ADD CONSTRAINT "nurture_enrolments_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nurture_enrolments" ADD CONSTRAINT "nurture_enrolments_sequence_id_nurture_sequences_id_fk" FOREIGN KEY ("sequence_id") REFERENCES "public"."nurture_sequences"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nurture_enrolments" ADD CONSTRAINT "nurture_enrolments_stopped_by_users_id_fk" FOREIGN KEY ("stopped_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nurture_sends" ADD CONSTRAINT "nurture_sends_enrolment_id_nurture_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."nurture_enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nurture_sends" ADD CONSTRAINT "nurture_sends_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nurture_versions" ADD CONSTRAINT "nurture_versions_sequence_id_nurture_sequences_id_fk" FOREIGN KEY ("sequence_id") REFERENCES "public"."nurture_sequences"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nurture_versions" ADD CONSTRAINT "nurture_versions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "nurture_enrolments_active" ON "nurture_enrolments" USING btree ("lead_id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "nurture_enrolments_lead" ON "nurture_enrolments" USING btree ("lead_id","run");--> statement-breakpoint
CREATE INDEX "nurture_enrolments_due" ON "nurture_enrolments" USING btree ("next_at","id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "nurture_enrolments_sequence" ON "nurture_enrolments" USING btree ("sequence_id","version");--> statement-breakpoint
CREATE INDEX "nurture_sends_lead" ON "nurture_sends" USING btree ("lead_id","at");--> statement-breakpoint
CREATE INDEX "nurture_sends_unsettled" ON "nurture_sends" USING btree ("at") WHERE state = 'sending';