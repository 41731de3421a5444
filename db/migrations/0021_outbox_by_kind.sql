DROP INDEX "crm_outbox_waiting";--> statement-breakpoint
CREATE INDEX "crm_outbox_waiting" ON "crm_outbox" USING btree ("provider","kind","priority","not_before") WHERE state = 'pending';