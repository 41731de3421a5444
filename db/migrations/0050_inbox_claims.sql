DROP INDEX "inbound_events_waiting";--> statement-breakpoint
CREATE INDEX "inbound_events_deferred" ON "inbound_events" USING btree ("retry_at","seq") WHERE state = 'received' and retry_at is not null;--> statement-breakpoint
CREATE INDEX "inbound_events_waiting" ON "inbound_events" USING btree ("is_background","seq") WHERE state = 'received' and retry_at is null;