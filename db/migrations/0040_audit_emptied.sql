-- An entry that is emptied for privacy is named by an entry of its own, whoever turned the switch.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_log' AND current_setting('onelead.erasing', true) = 'on' THEN
    IF NEW.change = '{}' AND to_jsonb(NEW) - 'change' - 'change_salt' = to_jsonb(OLD) - 'change' - 'change_salt' THEN
      IF OLD.change = '{}' THEN
        RETURN OLD;
      END IF;
      INSERT INTO audit_log (at, actor_kind, actor_id, action, subject, change)
      VALUES (clock_timestamp(), 'system', 'erasure', 'audit.emptied', OLD.id::text, '{}');
      NEW.change_salt := NULL;
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
--> statement-breakpoint
-- Entries that were emptied before.
INSERT INTO audit_log (at, actor_kind, actor_id, action, subject, change)
SELECT now(), 'system', 'migration', 'audit.emptied', id::text, '{}' FROM audit_log
WHERE change_salt IS NULL AND change_hash <> audit_change_hash(''::bytea, '{}') ORDER BY id;
--> statement-breakpoint
-- Also in a session that sets session_replication_role.
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only;
--> statement-breakpoint
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_record;
--> statement-breakpoint
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_no_truncate;
--> statement-breakpoint
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER audit_seals_append_only;
--> statement-breakpoint
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER audit_seals_no_truncate;
