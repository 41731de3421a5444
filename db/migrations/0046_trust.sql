ALTER TABLE "consents" ADD COLUMN "origin" text;
--> statement-breakpoint
UPDATE consents SET origin = coalesce((SELECT min(name) FROM crm_connections WHERE kind = channel HAVING count(*) = 1), channel)
WHERE channel IN ('hubspot', 'salesforce', 'dynamics');
--> statement-breakpoint
-- The time that an entry may say: as given within minutes of when it was recorded, else that. A database whose clock is
-- simulated for good (ALTER DATABASE … SET onelead.clock) keeps what is given.
CREATE FUNCTION audit_time(at timestamptz, recorded_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN at BETWEEN recorded_at - interval '5 minutes' AND recorded_at + interval '5 minutes'
    OR coalesce(current_setting('onelead.clock', true), '') = 'simulated' THEN at ELSE recorded_at END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION record_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  NEW.at := audit_time(NEW.at, NEW.recorded_at);
  NEW.change_salt := uuid_send(gen_random_uuid());
  NEW.change_hash := audit_change_hash(NEW.change_salt, NEW.change);
  NEW.row_hash := audit_row_hash(NEW);
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Entries that an erasure emptied before erasures listed them: those near the erasure of a person in time.
INSERT INTO audit_log (at, actor_kind, actor_id, action, change)
SELECT now(), 'system', 'migration', 'erasure.emptied', jsonb_build_object('entries', jsonb_agg(e.id ORDER BY e.id))
FROM audit_log e JOIN (
  SELECT subject, min(recorded_at) AS at, bool_or(actor_id = 'migration') AS is_old FROM audit_log WHERE action = 'audit.emptied' GROUP BY 1
) emptying ON emptying.subject = e.id::text
WHERE e.change_salt IS NULL AND e.change_hash <> audit_change_hash(''::bytea, '{}') AND EXISTS (
  SELECT 1 FROM audit_log erasure WHERE erasure.action IN ('lead.erased', 'lead.expired') AND CASE WHEN emptying.is_old THEN erasure.id > e.id
    ELSE erasure.recorded_at BETWEEN emptying.at - interval '7 days' AND emptying.at + interval '1 hour' END)
HAVING count(*) > 0;
