CREATE TABLE "match_count_deltas" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "match_counts" (
	"key" text PRIMARY KEY NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "match_keys" (
	"key" bigint NOT NULL,
	"kind" text NOT NULL,
	"lead_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "match_profiles" (
	"lead_id" uuid PRIMARY KEY NOT NULL,
	"phones" jsonb NOT NULL,
	"emails" jsonb NOT NULL,
	"names" text[] NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"phone_only_at" timestamp with time zone,
	"email_only_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "match_scans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"model_version" text NOT NULL,
	"total" integer NOT NULL,
	"indexed" integer DEFAULT 0 NOT NULL,
	"examined" integer DEFAULT 0 NOT NULL,
	"flagged" integer DEFAULT 0 NOT NULL,
	"cursor_at" timestamp with time zone,
	"cursor_id" uuid,
	"started_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lead_identities" ADD COLUMN "names" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "match_profiles" ADD CONSTRAINT "match_profiles_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "match_count_deltas_key" ON "match_count_deltas" USING btree ("key");--> statement-breakpoint
CREATE INDEX "match_keys_key" ON "match_keys" USING btree ("key","at");--> statement-breakpoint
CREATE INDEX "match_keys_windowed" ON "match_keys" USING btree ("at") WHERE kind in ('N', 'W');