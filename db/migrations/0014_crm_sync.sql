CREATE TABLE "crm_activities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"touchpoint_id" uuid NOT NULL,
	"activity_key" text NOT NULL,
	"object_type" text NOT NULL,
	"external_id" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_activities_touch" UNIQUE("provider","touchpoint_id")
);
--> statement-breakpoint
CREATE TABLE "crm_agreements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"equal" integer NOT NULL,
	"different" integer NOT NULL,
	"missing_here" integer NOT NULL,
	"missing_there" integer NOT NULL,
	"lists" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_budget" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"burst_next_at" timestamp with time zone NOT NULL,
	"search_next_at" timestamp with time zone NOT NULL,
	"burst_max" integer DEFAULT 100 NOT NULL,
	"day_max" integer,
	"day_used" integer DEFAULT 0 NOT NULL,
	"day" text NOT NULL,
	"blocked_until" timestamp with time zone,
	"blocked_why" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_budget_provider_unique" UNIQUE("provider")
);
--> statement-breakpoint
CREATE TABLE "crm_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"provider" text NOT NULL,
	"operation" text NOT NULL,
	"purpose" text NOT NULL,
	"attempt" integer DEFAULT 1 NOT NULL,
	"status" integer,
	"problem" text,
	"duration_ms" integer NOT NULL,
	"correlation_id" text,
	"lead_ids" uuid[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_conflicts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"object_type" text NOT NULL,
	"property" text NOT NULL,
	"base" text,
	"ours" text,
	"theirs" text,
	"winner" text NOT NULL,
	"rule" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_cursors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_cursors_name" UNIQUE("provider","name")
);
--> statement-breakpoint
CREATE TABLE "crm_exclusions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"reason" text NOT NULL,
	"external_id" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_inbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"object_type" text NOT NULL,
	"external_id" text NOT NULL,
	"state" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"change" text NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp with time zone,
	"error" text,
	"inbound_event_id" uuid,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_inbox_record" UNIQUE("provider","object_type","external_id")
);
--> statement-breakpoint
CREATE TABLE "crm_minutes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"pushed" integer DEFAULT 0 NOT NULL,
	"lag_ms_sum" bigint DEFAULT 0 NOT NULL,
	"lag_ms_max" bigint DEFAULT 0 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "crm_minutes_minute" UNIQUE("provider","minute")
);
--> statement-breakpoint
CREATE TABLE "crm_outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"pull" boolean DEFAULT false NOT NULL,
	"priority" integer DEFAULT 1 NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp with time zone,
	"error_class" text,
	"error" text,
	"dirty_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_outbox_lead" UNIQUE("provider","lead_id","kind")
);
--> statement-breakpoint
CREATE TABLE "crm_schemas" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"schema" jsonb NOT NULL,
	"drift" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_schemas_provider_unique" UNIQUE("provider")
);
--> statement-breakpoint
ALTER TABLE "crm_links" ADD COLUMN "run" integer;--> statement-breakpoint
ALTER TABLE "crm_links" ADD COLUMN "snapshot" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "crm_links" ADD COLUMN "remote_updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "crm_links" ADD COLUMN "withheld" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "crm_activities" ADD CONSTRAINT "crm_activities_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_conflicts" ADD CONSTRAINT "crm_conflicts_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_exclusions" ADD CONSTRAINT "crm_exclusions_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_outbox" ADD CONSTRAINT "crm_outbox_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "crm_activities_lead" ON "crm_activities" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "crm_agreements_when" ON "crm_agreements" USING btree ("provider","at");--> statement-breakpoint
CREATE INDEX "crm_calls_when" ON "crm_calls" USING btree ("at");--> statement-breakpoint
CREATE INDEX "crm_calls_leads" ON "crm_calls" USING gin ("lead_ids");--> statement-breakpoint
CREATE INDEX "crm_conflicts_lead" ON "crm_conflicts" USING btree ("lead_id","at");--> statement-breakpoint
CREATE INDEX "crm_conflicts_when" ON "crm_conflicts" USING btree ("at");--> statement-breakpoint
CREATE INDEX "crm_exclusions_lead" ON "crm_exclusions" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "crm_exclusions_record" ON "crm_exclusions" USING btree ("provider","external_id");--> statement-breakpoint
CREATE INDEX "crm_inbox_waiting" ON "crm_inbox" USING btree ("provider","not_before") WHERE state in ('pending', 'leased');--> statement-breakpoint
CREATE INDEX "crm_outbox_lead_id" ON "crm_outbox" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "crm_outbox_waiting" ON "crm_outbox" USING btree ("provider","priority","not_before") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "crm_outbox_leased" ON "crm_outbox" USING btree ("lease_until") WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX "crm_outbox_troubled" ON "crm_outbox" USING btree ("provider","state","error_class") WHERE state in ('parked', 'dead') or attempts > 0;