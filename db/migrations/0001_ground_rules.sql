-- The audit log is append-only for everybody, the owner of the table included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- The inbox is a queue: it is rewritten all day, so it is vacuumed early and keeps room for updates in place.
ALTER TABLE inbound_events SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
--> statement-breakpoint
ALTER TABLE leads SET (fillfactor = 85);
--> statement-breakpoint
-- Later definitions are the admin's; these are what a new installation starts with.
INSERT INTO stages (id, name, position, outcome, probability, definition, requirements) VALUES
  ('new_lead', 'New Lead', 1, 'open', 5, 'Arrived; nobody has spoken to the person yet.', '{}'),
  ('contacted', 'Contacted', 2, 'open', 15, 'We reached out, or the person was answered.', '{}'),
  ('qualified', 'Qualified', 3, 'open', 35, 'Need, dates and driver are clear, and a car we have fits.', '{}'),
  ('proposal', 'Proposal', 4, 'open', 55, 'A price for a named vehicle class has been sent.', '{}'),
  ('negotiation', 'Negotiation', 5, 'open', 75, 'The person answered the price: terms are being settled.', '{}'),
  ('booked', 'Booked', 6, 'won', 100, 'A booking exists in the rental system.', '{"booking": true}'),
  ('lost', 'Lost', 7, 'lost', 0, 'The person will not rent this time; the reason says why.', '{"reason": true}')
ON CONFLICT (id) DO NOTHING;
