ALTER TABLE "inbound_events" DROP CONSTRAINT "inbound_events_reason";--> statement-breakpoint
DROP INDEX "inbound_events_waiting";--> statement-breakpoint
ALTER TABLE "inbound_events" ADD COLUMN "is_background" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD COLUMN "is_released" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "inbound_events_waiting" ON "inbound_events" USING btree ("is_background","seq") WHERE state = 'received';--> statement-breakpoint
ALTER TABLE "inbound_events" ADD CONSTRAINT "inbound_events_reason" CHECK (state not in ('dead', 'ignored', 'quarantined') or reason is not null);