ALTER TABLE "report_adjustments" ADD COLUMN "source" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "report_adjustments" ADD COLUMN "campaign" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "report_adjustments_when" ON "report_adjustments" USING btree ("at","id");