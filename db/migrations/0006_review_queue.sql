CREATE TABLE "splits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"item_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"user_id" uuid,
	"snapshot" jsonb NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" uuid
);
--> statement-breakpoint
DROP INDEX "duplicate_items_queue";--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD COLUMN "decision" text;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD COLUMN "strengths_before" jsonb;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD COLUMN "rank" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD COLUMN "snoozed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD COLUMN "claimed_by" uuid;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD COLUMN "claimed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "splits" ADD CONSTRAINT "splits_from_id_leads_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "splits" ADD CONSTRAINT "splits_to_id_leads_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "splits" ADD CONSTRAINT "splits_item_id_duplicate_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."duplicate_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "splits" ADD CONSTRAINT "splits_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "splits" ADD CONSTRAINT "splits_undone_by_users_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "splits_from" ON "splits" USING btree ("from_id");--> statement-breakpoint
CREATE INDEX "splits_to" ON "splits" USING btree ("to_id");--> statement-breakpoint
CREATE INDEX "splits_item" ON "splits" USING btree ("item_id");--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD CONSTRAINT "duplicate_items_claimed_by_users_id_fk" FOREIGN KEY ("claimed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "duplicate_items_ranked" ON "duplicate_items" USING btree ("rank","id") WHERE status in ('pending', 'later');--> statement-breakpoint
CREATE INDEX "duplicate_items_decided" ON "duplicate_items" USING btree ("decided_at","id") WHERE decided_at is not null;--> statement-breakpoint
CREATE INDEX "duplicate_items_claimed" ON "duplicate_items" USING btree ("claimed_by") WHERE claimed_by is not null;--> statement-breakpoint
CREATE INDEX "duplicate_items_touch" ON "duplicate_items" USING btree ("touchpoint_id") WHERE touchpoint_id is not null;--> statement-breakpoint
CREATE INDEX "merges_item" ON "merges" USING btree ("item_id");--> statement-breakpoint
CREATE INDEX "duplicate_items_queue" ON "duplicate_items" USING btree ("status","rank","id");--> statement-breakpoint
-- Open questions get their place in the queue: log2(certainty × value of the lead) + fortnights of its last activity.
UPDATE duplicate_items d SET rank = ranked.rank FROM (
  SELECT i.id, ln(greatest(i.probability, 0.01)) / ln(2) + max(
    ln((0.5 + l.score / 100.0) * CASE WHEN l.kind <> 'lead' THEN 0.4 WHEN l.stage_id = 'lost' THEN 0.5 WHEN l.stage_id IN ('new_lead', 'booked') THEN 1 ELSE 1.5 END) / ln(2)
    + extract(epoch FROM l.last_activity_at) / 1209600) AS rank
  FROM duplicate_items i JOIN leads l ON l.id IN (i.lead_a, i.lead_b)
  WHERE i.status IN ('pending', 'later') GROUP BY i.id, i.probability
) ranked WHERE d.id = ranked.id;
