CREATE TABLE "lead_scores" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"score" integer NOT NULL,
	"band" text NOT NULL,
	"parts" jsonb NOT NULL,
	"rules_version" integer NOT NULL,
	"held_under" integer NOT NULL,
	"cause" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "score_rule_versions" (
	"id" serial PRIMARY KEY NOT NULL,
	"rules" jsonb NOT NULL,
	"note" text,
	"created_by" uuid,
	"at" timestamp with time zone NOT NULL,
	"leads_total" integer NOT NULL,
	"leads_done" integer DEFAULT 0 NOT NULL,
	"bands_changed" integer DEFAULT 0 NOT NULL,
	"cursor" uuid,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "lead_scores" ADD CONSTRAINT "lead_scores_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_rule_versions" ADD CONSTRAINT "score_rule_versions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lead_scores_lead" ON "lead_scores" USING btree ("lead_id","id");--> statement-breakpoint
CREATE INDEX "score_rule_versions_unfinished" ON "score_rule_versions" USING btree ("id") WHERE finished_at is null;--> statement-breakpoint
-- Leads from before there was a score: a first version under the product's own rules has the background score them.
INSERT INTO score_rule_versions (rules, note, at, leads_total)
SELECT '{}', 'The product''s own rules', now(), count(*) FROM leads WHERE state = 'active' HAVING count(*) > 0;
