CREATE TABLE "channel_spend" (
	"id" uuid PRIMARY KEY NOT NULL,
	"month" date NOT NULL,
	"channel" text NOT NULL,
	"source" text DEFAULT '' NOT NULL,
	"campaign" text DEFAULT '' NOT NULL,
	"amount_minor" bigint NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" uuid
);
--> statement-breakpoint
CREATE TABLE "goals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"month" date NOT NULL,
	"metric" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"target" bigint NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" uuid
);
--> statement-breakpoint
CREATE TABLE "report_adjustments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"month" date NOT NULL,
	"lead_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"channel" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"leads" integer NOT NULL,
	"bookings" integer NOT NULL,
	"revenue" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_checks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"differences" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_dirty" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_dirty_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"lead_id" uuid NOT NULL,
	"cause" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_entries" (
	"lead_id" uuid NOT NULL,
	"day" date NOT NULL,
	"channel" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"source" text NOT NULL,
	"campaign" text NOT NULL,
	"band" text NOT NULL,
	"leads" integer DEFAULT 0 NOT NULL,
	"reached_contacted" integer DEFAULT 0 NOT NULL,
	"reached_qualified" integer DEFAULT 0 NOT NULL,
	"reached_proposal" integer DEFAULT 0 NOT NULL,
	"reached_negotiation" integer DEFAULT 0 NOT NULL,
	"reached_booked" integer DEFAULT 0 NOT NULL,
	"lost" integer DEFAULT 0 NOT NULL,
	"asked" integer DEFAULT 0 NOT NULL,
	"answered" integer DEFAULT 0 NOT NULL,
	"answered_in_sla" integer DEFAULT 0 NOT NULL,
	"entered_contacted" integer DEFAULT 0 NOT NULL,
	"entered_qualified" integer DEFAULT 0 NOT NULL,
	"entered_proposal" integer DEFAULT 0 NOT NULL,
	"entered_negotiation" integer DEFAULT 0 NOT NULL,
	"entered_booked" integer DEFAULT 0 NOT NULL,
	"entered_lost" integer DEFAULT 0 NOT NULL,
	"bookings" integer DEFAULT 0 NOT NULL,
	"revenue" bigint DEFAULT 0 NOT NULL,
	"open_new_lead" integer DEFAULT 0 NOT NULL,
	"open_contacted" integer DEFAULT 0 NOT NULL,
	"open_qualified" integer DEFAULT 0 NOT NULL,
	"open_proposal" integer DEFAULT 0 NOT NULL,
	"open_negotiation" integer DEFAULT 0 NOT NULL,
	"last_bookings" bigint DEFAULT 0 NOT NULL,
	"linear_bookings" bigint DEFAULT 0 NOT NULL,
	"position_bookings" bigint DEFAULT 0 NOT NULL,
	"last_revenue" bigint DEFAULT 0 NOT NULL,
	"linear_revenue" bigint DEFAULT 0 NOT NULL,
	"position_revenue" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "report_entries_lead_id_day_channel_source_campaign_pk" PRIMARY KEY("lead_id","day","channel","source","campaign")
);
--> statement-breakpoint
CREATE TABLE "report_months" (
	"month" date PRIMARY KEY NOT NULL,
	"closed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_rollup" (
	"grain" text NOT NULL,
	"start" date NOT NULL,
	"channel" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"source" text NOT NULL,
	"campaign" text NOT NULL,
	"band" text NOT NULL,
	"leads" integer DEFAULT 0 NOT NULL,
	"reached_contacted" integer DEFAULT 0 NOT NULL,
	"reached_qualified" integer DEFAULT 0 NOT NULL,
	"reached_proposal" integer DEFAULT 0 NOT NULL,
	"reached_negotiation" integer DEFAULT 0 NOT NULL,
	"reached_booked" integer DEFAULT 0 NOT NULL,
	"lost" integer DEFAULT 0 NOT NULL,
	"asked" integer DEFAULT 0 NOT NULL,
	"answered" integer DEFAULT 0 NOT NULL,
	"answered_in_sla" integer DEFAULT 0 NOT NULL,
	"entered_contacted" integer DEFAULT 0 NOT NULL,
	"entered_qualified" integer DEFAULT 0 NOT NULL,
	"entered_proposal" integer DEFAULT 0 NOT NULL,
	"entered_negotiation" integer DEFAULT 0 NOT NULL,
	"entered_booked" integer DEFAULT 0 NOT NULL,
	"entered_lost" integer DEFAULT 0 NOT NULL,
	"bookings" integer DEFAULT 0 NOT NULL,
	"revenue" bigint DEFAULT 0 NOT NULL,
	"open_new_lead" integer DEFAULT 0 NOT NULL,
	"open_contacted" integer DEFAULT 0 NOT NULL,
	"open_qualified" integer DEFAULT 0 NOT NULL,
	"open_proposal" integer DEFAULT 0 NOT NULL,
	"open_negotiation" integer DEFAULT 0 NOT NULL,
	"last_bookings" bigint DEFAULT 0 NOT NULL,
	"linear_bookings" bigint DEFAULT 0 NOT NULL,
	"position_bookings" bigint DEFAULT 0 NOT NULL,
	"last_revenue" bigint DEFAULT 0 NOT NULL,
	"linear_revenue" bigint DEFAULT 0 NOT NULL,
	"position_revenue" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "report_rollup_grain_start_channel_owner_id_source_campaign_band_pk" PRIMARY KEY("grain","start","channel","owner_id","source","campaign","band")
);
--> statement-breakpoint
CREATE TABLE "report_stays" (
	"lead_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"day" date NOT NULL,
	"stage" text NOT NULL,
	"minutes" integer NOT NULL,
	"channel" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"source" text NOT NULL,
	"campaign" text NOT NULL,
	"band" text NOT NULL,
	CONSTRAINT "report_stays_lead_id_position_pk" PRIMARY KEY("lead_id","position")
);
--> statement-breakpoint
ALTER TABLE "channel_spend" ADD CONSTRAINT "channel_spend_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goals" ADD CONSTRAINT "goals_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_spend_once" ON "channel_spend" USING btree ("month","channel","source","campaign");--> statement-breakpoint
CREATE UNIQUE INDEX "goals_once" ON "goals" USING btree ("month","metric","owner_id");--> statement-breakpoint
CREATE INDEX "report_adjustments_month" ON "report_adjustments" USING btree ("month","at");--> statement-breakpoint
CREATE INDEX "report_adjustments_lead" ON "report_adjustments" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "report_checks_when" ON "report_checks" USING btree ("at");--> statement-breakpoint
CREATE INDEX "report_dirty_lead" ON "report_dirty" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "report_entries_day" ON "report_entries" USING btree ("day");--> statement-breakpoint
CREATE INDEX "report_stays_day" ON "report_stays" USING btree ("stage","day","minutes","owner_id","channel","band","lead_id");--> statement-breakpoint
-- Owner, band, kind and state are what every number is kept by. Some of it changes in bulk, for a hundred thousand
-- leads at once, so the mark is set here and not by whoever happens to write it.
CREATE FUNCTION mark_leads_for_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_dirty (lead_id, cause)
  SELECT n.id, CASE WHEN n.owner_id IS DISTINCT FROM o.owner_id THEN 'assigned' ELSE 'edited' END
  FROM after_rows n JOIN before_rows o USING (id)
  WHERE n.owner_id IS DISTINCT FROM o.owner_id OR n.band <> o.band OR n.kind <> o.kind OR n.state <> o.state;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER leads_marked_for_reports AFTER UPDATE ON leads REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mark_leads_for_reports();
--> statement-breakpoint
-- The queue empties all day; the sums are rewritten all day.
ALTER TABLE report_dirty SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);
--> statement-breakpoint
ALTER TABLE report_rollup SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
--> statement-breakpoint
-- What is there already is counted like everything else.
INSERT INTO report_dirty (lead_id, cause) SELECT id, 'first_count' FROM leads WHERE state = 'active' AND kind = 'lead';
