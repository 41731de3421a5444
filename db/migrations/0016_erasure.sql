-- The audit log stays append-only but for one thing: whoever erases a person takes out what an entry said, never that it was.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('onelead.erasing', true) = 'on'
    AND to_jsonb(NEW) - 'change' = to_jsonb(OLD) - 'change' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
