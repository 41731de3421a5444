CREATE TABLE "crm_load_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"load_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"state" text NOT NULL,
	"object_type" text NOT NULL,
	"lead_id" uuid,
	"external_id" text,
	"name" text,
	"reason" text,
	"deal" text,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"fields_there" integer DEFAULT 0 NOT NULL,
	"fields_replaced" integer DEFAULT 0 NOT NULL,
	"fields_here" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_loads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"sends_there" boolean NOT NULL,
	"brings_here" boolean NOT NULL,
	"checkpoint" jsonb NOT NULL,
	"total" integer,
	"done" integer DEFAULT 0 NOT NULL,
	"equal" integer DEFAULT 0 NOT NULL,
	"left_out" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"active_ms" bigint DEFAULT 0 NOT NULL,
	"runner" uuid,
	"progress_at" timestamp with time zone NOT NULL,
	"note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" uuid,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "crm_links" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "crm_load_items" ADD CONSTRAINT "crm_load_items_load_id_crm_loads_id_fk" FOREIGN KEY ("load_id") REFERENCES "public"."crm_loads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_loads" ADD CONSTRAINT "crm_loads_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "crm_load_items_list" ON "crm_load_items" USING btree ("load_id","outcome","id");--> statement-breakpoint
CREATE INDEX "crm_load_items_lead" ON "crm_load_items" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "crm_load_items_record" ON "crm_load_items" USING btree ("load_id","external_id");--> statement-breakpoint
CREATE INDEX "crm_load_items_waiting" ON "crm_load_items" USING btree ("load_id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "crm_loads_recent" ON "crm_loads" USING btree ("provider","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "crm_loads_one_at_a_time" ON "crm_loads" USING btree ("provider") WHERE state in ('running', 'paused');