CREATE TABLE "report_paths" (
	"lead_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"day" date NOT NULL,
	"channels" text NOT NULL,
	"sources" text NOT NULL,
	"visits" smallint NOT NULL,
	"days" integer NOT NULL,
	"revenue" bigint NOT NULL,
	"channel" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"source" text NOT NULL,
	"campaign" text NOT NULL,
	"band" text NOT NULL,
	CONSTRAINT "report_paths_lead_id_position_pk" PRIMARY KEY("lead_id","position")
);
--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "left_new_lead" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "left_contacted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "left_qualified" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "left_proposal" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "left_negotiation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "advanced_new_lead" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "advanced_contacted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "advanced_qualified" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "advanced_proposal" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "advanced_negotiation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "left_new_lead" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "left_contacted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "left_qualified" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "left_proposal" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "left_negotiation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "advanced_new_lead" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "advanced_contacted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "advanced_qualified" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "advanced_proposal" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "advanced_negotiation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "report_paths_day" ON "report_paths" USING btree ("day");