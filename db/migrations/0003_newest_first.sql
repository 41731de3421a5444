DROP INDEX "audit_log_lead";--> statement-breakpoint
DROP INDEX "audit_log_when";--> statement-breakpoint
DROP INDEX "duplicate_items_queue";--> statement-breakpoint
DROP INDEX "inbound_events_log";--> statement-breakpoint
DROP INDEX "inbound_events_by_state";--> statement-breakpoint
DROP INDEX "lead_field_values_lead";--> statement-breakpoint
DROP INDEX "leads_board";--> statement-breakpoint
DROP INDEX "leads_recent";--> statement-breakpoint
DROP INDEX "leads_first_touch";--> statement-breakpoint
DROP INDEX "leads_owner";--> statement-breakpoint
DROP INDEX "leads_score";--> statement-breakpoint
DROP INDEX "touchpoints_timeline";--> statement-breakpoint
CREATE INDEX "audit_log_lead" ON "audit_log" USING btree ("lead_id","at");--> statement-breakpoint
CREATE INDEX "audit_log_when" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "duplicate_items_queue" ON "duplicate_items" USING btree ("status","probability" DESC NULLS FIRST,"id");--> statement-breakpoint
CREATE INDEX "inbound_events_log" ON "inbound_events" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "inbound_events_by_state" ON "inbound_events" USING btree ("state","received_at","id");--> statement-breakpoint
CREATE INDEX "lead_field_values_lead" ON "lead_field_values" USING btree ("lead_id","field","observed_at");--> statement-breakpoint
CREATE INDEX "leads_board" ON "leads" USING btree ("stage_id","last_activity_at","id") WHERE state = 'active' and kind = 'lead';--> statement-breakpoint
CREATE INDEX "leads_recent" ON "leads" USING btree ("last_activity_at","id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "leads_first_touch" ON "leads" USING btree ("first_touch_at","id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "leads_owner" ON "leads" USING btree ("owner_id","last_activity_at","id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "leads_score" ON "leads" USING btree ("score","id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "touchpoints_timeline" ON "touchpoints" USING btree ("lead_id","occurred_at","id");