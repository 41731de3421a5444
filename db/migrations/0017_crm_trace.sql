ALTER TABLE "crm_calls" ADD COLUMN "turn" uuid;--> statement-breakpoint
ALTER TABLE "crm_conflicts" ADD COLUMN "settled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "crm_conflicts" ADD COLUMN "settled_by" uuid;--> statement-breakpoint
ALTER TABLE "crm_conflicts" ADD COLUMN "settled_for" text;--> statement-breakpoint
ALTER TABLE "crm_conflicts" ADD CONSTRAINT "crm_conflicts_settled_by_users_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "crm_calls_turn" ON "crm_calls" USING btree ("turn");--> statement-breakpoint
CREATE INDEX "crm_calls_correlation" ON "crm_calls" USING btree ("correlation_id");