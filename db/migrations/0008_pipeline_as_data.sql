CREATE TABLE "lead_checklist" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"item_id" text NOT NULL,
	"done_by" uuid,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "lead_checklist_once" UNIQUE("lead_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "saved_view_defaults" (
	"user_id" uuid NOT NULL,
	"page" text NOT NULL,
	"view_id" uuid NOT NULL,
	CONSTRAINT "saved_view_defaults_user_id_page_pk" PRIMARY KEY("user_id","page")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"page" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lost_reasons" (
	"id" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"position" integer NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "lost_reasons_label_unique" UNIQUE("label")
);
--> statement-breakpoint
CREATE TABLE "stage_revisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"stage_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"user_id" uuid,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"restores" uuid
);
--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "lost_note" text;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "amount_minor" bigint;--> statement-breakpoint
ALTER TABLE "stage_history" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "stage_history" ADD COLUMN "booking_reference" text;--> statement-breakpoint
ALTER TABLE "stage_history" ADD COLUMN "exceptions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "checklist" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "cadence" jsonb DEFAULT '{"days":[1,3,7]}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "moves" jsonb;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "stale_after_days" integer;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "lead_checklist" ADD CONSTRAINT "lead_checklist_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_checklist" ADD CONSTRAINT "lead_checklist_done_by_users_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_view_defaults" ADD CONSTRAINT "saved_view_defaults_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_view_defaults" ADD CONSTRAINT "saved_view_defaults_view_id_saved_views_id_fk" FOREIGN KEY ("view_id") REFERENCES "public"."saved_views"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_revisions" ADD CONSTRAINT "stage_revisions_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_revisions" ADD CONSTRAINT "stage_revisions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "saved_views_owner" ON "saved_views" USING btree ("page","owner_id");--> statement-breakpoint
CREATE INDEX "stage_revisions_stage" ON "stage_revisions" USING btree ("stage_id","at");--> statement-breakpoint
CREATE INDEX "leads_board_owner" ON "leads" USING btree ("owner_id","stage_id","last_activity_at","id") WHERE state = 'active' and kind = 'lead';--> statement-breakpoint
CREATE INDEX "leads_board_sums" ON "leads" USING btree ("stage_id","owner_id","band","stage_entered_at","amount_minor") WHERE state = 'active' and kind = 'lead';--> statement-breakpoint
-- What a new installation starts with; from then on these are the admin's. Advice closes no gate until somebody makes it a requirement.
UPDATE stages SET stale_after_days = 2 WHERE id = 'new_lead';--> statement-breakpoint
UPDATE stages SET stale_after_days = 7 WHERE id = 'contacted';--> statement-breakpoint
UPDATE stages SET stale_after_days = 7,
  checklist = '[{"id": "dates", "label": "Dates and pick-up place are clear", "required": false}, {"id": "licence", "label": "Driving licence is valid in the UAE", "required": false}, {"id": "age", "label": "Driver is old enough for the class", "required": false}]'
  WHERE id = 'qualified';--> statement-breakpoint
UPDATE stages SET stale_after_days = 5,
  checklist = '[{"id": "price_sent", "label": "Price was sent in writing", "required": false}, {"id": "deposit", "label": "Deposit and insurance were explained", "required": false}]'
  WHERE id = 'proposal';--> statement-breakpoint
UPDATE stages SET stale_after_days = 5 WHERE id = 'negotiation';--> statement-breakpoint
UPDATE stages SET cadence = '{"days": []}' WHERE id IN ('booked', 'lost');--> statement-breakpoint
INSERT INTO lost_reasons (id, label, position) VALUES
  ('price', 'Price', 1),
  ('no_car', 'No car available', 2),
  ('elsewhere', 'Booked elsewhere', 3),
  ('no_answer', 'No answer', 4),
  ('documents', 'Documents or deposit', 5),
  ('plans', 'Plans changed', 6),
  ('wrong_number', 'Wrong number', 7),
  ('spam', 'Spam', 8),
  ('other', 'Other', 9)
ON CONFLICT (id) DO NOTHING;
