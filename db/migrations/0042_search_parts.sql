DROP INDEX "lead_identities_email_start";--> statement-breakpoint
CREATE INDEX "lead_identities_email_part" ON "lead_identities" USING gin ("value" gin_trgm_ops) WHERE kind = 'email';--> statement-breakpoint
CREATE INDEX "bookings_search" ON "bookings" USING btree (lower("external_id") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "conversations_search" ON "conversations" USING btree (lower("external_id") text_pattern_ops);