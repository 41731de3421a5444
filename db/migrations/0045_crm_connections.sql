CREATE TABLE "crm_aliases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"object_type" text NOT NULL,
	"external_id" text NOT NULL,
	"into_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_aliases_record" UNIQUE("provider","object_type","external_id")
);
--> statement-breakpoint
CREATE TABLE "crm_connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"source" text NOT NULL,
	"account" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"secrets" text,
	"token" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_connections_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "crm_buckets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"window_ms" integer NOT NULL,
	"max" integer NOT NULL,
	CONSTRAINT "crm_buckets_name" UNIQUE("provider","name")
);
--> statement-breakpoint
CREATE TABLE "crm_intents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"object_type" text NOT NULL,
	"key" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_intents_key" UNIQUE("provider","object_type","key")
);
--> statement-breakpoint
ALTER TABLE "crm_budget" ALTER COLUMN "day_used" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "crm_budget" ADD COLUMN "slots" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "crm_intents" ADD CONSTRAINT "crm_intents_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "crm_intents_lead" ON "crm_intents" USING btree ("lead_id");--> statement-breakpoint
ALTER TABLE "crm_budget" DROP COLUMN "burst_next_at";--> statement-breakpoint
ALTER TABLE "crm_budget" DROP COLUMN "search_next_at";--> statement-breakpoint
ALTER TABLE "crm_budget" DROP COLUMN "burst_max";--> statement-breakpoint
-- The one CRM that could be connected so far, where it was.
INSERT INTO "crm_connections" ("id", "name", "kind", "label", "source", "updated_at")
SELECT gen_random_uuid(), 'hubspot', 'hubspot', 'HubSpot', 'environment', now() FROM "crm_budget" WHERE "provider" = 'hubspot';
--> statement-breakpoint
INSERT INTO "crm_buckets" ("id", "provider", "name", "next_at", "window_ms", "max")
SELECT gen_random_uuid(), "provider", b."name", now(), b."window_ms", b."max" FROM "crm_budget"
CROSS JOIN (VALUES ('burst', 10000, 100), ('search', 1000, 4)) AS b("name", "window_ms", "max");
