CREATE TABLE "audit_seals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	"row_ids" bigint[] NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_seals_position_unique" UNIQUE("position")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "recorded_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "change_hash" "bytea" DEFAULT ''::bytea NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "change_salt" "bytea";--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "row_hash" "bytea" DEFAULT ''::bytea NOT NULL;--> statement-breakpoint
-- What an entry is, without what it said: that part has a hash of its own and may be erased.
CREATE FUNCTION audit_row_hash(r audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(r.id, extract(epoch FROM r.at)::text, r.actor_kind, r.actor_id, r.action, r.lead_id, r.subject,
    extract(epoch FROM r.recorded_at)::text, encode(r.change_hash, 'hex'))::text, 'UTF8'))
$$;
--> statement-breakpoint
CREATE FUNCTION audit_change_hash(salt bytea, change jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(salt || convert_to(change::text, 'UTF8'))
$$;
--> statement-breakpoint
CREATE FUNCTION record_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  NEW.change_salt := uuid_send(gen_random_uuid());
  NEW.change_hash := audit_change_hash(NEW.change_salt, NEW.change);
  NEW.row_hash := audit_row_hash(NEW);
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Entries from before the chain.
ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only;
--> statement-breakpoint
UPDATE audit_log SET recorded_at = at, change_salt = CASE WHEN change <> '{}' THEN uuid_send(gen_random_uuid()) END;
--> statement-breakpoint
UPDATE audit_log SET change_hash = audit_change_hash(coalesce(change_salt, ''::bytea), change);
--> statement-breakpoint
UPDATE audit_log r SET row_hash = audit_row_hash(r);
--> statement-breakpoint
ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only;
--> statement-breakpoint
CREATE TRIGGER audit_log_record BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION record_audit();
--> statement-breakpoint
-- Erasure empties what an entry said and forgets its salt; nothing else of an entry ever changes.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_log' AND current_setting('onelead.erasing', true) = 'on' THEN
    IF NEW.change = '{}' AND to_jsonb(NEW) - 'change' - 'change_salt' = to_jsonb(OLD) - 'change' - 'change_salt' THEN
      NEW.change_salt := NULL;
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
