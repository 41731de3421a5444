CREATE TABLE "report_spreads" (
	"grain" text NOT NULL,
	"start" date NOT NULL,
	"stage" text NOT NULL,
	"channel" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"source" text NOT NULL,
	"campaign" text NOT NULL,
	"band" text NOT NULL,
	"b0" integer DEFAULT 0 NOT NULL,
	"b1" integer DEFAULT 0 NOT NULL,
	"b2" integer DEFAULT 0 NOT NULL,
	"b3" integer DEFAULT 0 NOT NULL,
	"b4" integer DEFAULT 0 NOT NULL,
	"b5" integer DEFAULT 0 NOT NULL,
	"b6" integer DEFAULT 0 NOT NULL,
	"b7" integer DEFAULT 0 NOT NULL,
	"b8" integer DEFAULT 0 NOT NULL,
	"b9" integer DEFAULT 0 NOT NULL,
	"b10" integer DEFAULT 0 NOT NULL,
	"b11" integer DEFAULT 0 NOT NULL,
	"b12" integer DEFAULT 0 NOT NULL,
	"b13" integer DEFAULT 0 NOT NULL,
	"b14" integer DEFAULT 0 NOT NULL,
	"b15" integer DEFAULT 0 NOT NULL,
	"b16" integer DEFAULT 0 NOT NULL,
	"b17" integer DEFAULT 0 NOT NULL,
	"b18" integer DEFAULT 0 NOT NULL,
	"b19" integer DEFAULT 0 NOT NULL,
	"b20" integer DEFAULT 0 NOT NULL,
	"b21" integer DEFAULT 0 NOT NULL,
	"b22" integer DEFAULT 0 NOT NULL,
	"b23" integer DEFAULT 0 NOT NULL,
	"b24" integer DEFAULT 0 NOT NULL,
	"b25" integer DEFAULT 0 NOT NULL,
	"b26" integer DEFAULT 0 NOT NULL,
	"b27" integer DEFAULT 0 NOT NULL,
	"b28" integer DEFAULT 0 NOT NULL,
	"b29" integer DEFAULT 0 NOT NULL,
	"b30" integer DEFAULT 0 NOT NULL,
	"b31" integer DEFAULT 0 NOT NULL,
	"b32" integer DEFAULT 0 NOT NULL,
	"b33" integer DEFAULT 0 NOT NULL,
	"b34" integer DEFAULT 0 NOT NULL,
	"b35" integer DEFAULT 0 NOT NULL,
	"b36" integer DEFAULT 0 NOT NULL,
	"b37" integer DEFAULT 0 NOT NULL,
	"b38" integer DEFAULT 0 NOT NULL,
	"b39" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "report_spreads_grain_stage_start_channel_owner_id_source_campaign_band_pk" PRIMARY KEY("grain","stage","start","channel","owner_id","source","campaign","band")
);
--> statement-breakpoint
DROP INDEX "report_stays_day";--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "questioned" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "absorbed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "merges" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_entries" ADD COLUMN "foreign_bookings" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "questioned" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "absorbed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "merges" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_rollup" ADD COLUMN "foreign_bookings" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "report_stays" ADD COLUMN "bucket" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "report_stays_bucket" ON "report_stays" USING btree ("stage","bucket","day","minutes","owner_id","channel","band","lead_id");--> statement-breakpoint
CREATE INDEX "report_stays_day" ON "report_stays" USING btree ("stage","day");