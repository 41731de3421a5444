-- Whether a lead was asked about is part of its numbers. Questions are written in many places and name two leads, of
-- which mostly one has changed: whoever writes one, both are counted anew.
CREATE FUNCTION count_questioned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO report_dirty (lead_id, cause) SELECT lead_a, 'questioned' FROM after_rows UNION SELECT lead_b, 'questioned' FROM after_rows;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO report_dirty (lead_id, cause) SELECT lead_a, 'questioned' FROM before_rows UNION SELECT lead_b, 'questioned' FROM before_rows;
  ELSE
    INSERT INTO report_dirty (lead_id, cause)
    SELECT DISTINCT named.lead_id, 'questioned'
    FROM before_rows b JOIN after_rows a USING (id)
    CROSS JOIN LATERAL (VALUES (b.lead_a), (b.lead_b), (a.lead_a), (a.lead_b)) AS named (lead_id)
    WHERE (b.lead_a, b.lead_b) IS DISTINCT FROM (a.lead_a, a.lead_b);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER duplicate_items_counted_insert AFTER INSERT ON duplicate_items
  REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_questioned();
--> statement-breakpoint
CREATE TRIGGER duplicate_items_counted_delete AFTER DELETE ON duplicate_items
  REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION count_questioned();
--> statement-breakpoint
CREATE TRIGGER duplicate_items_counted_update AFTER UPDATE ON duplicate_items
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_questioned();
--> statement-breakpoint
-- Postings say more than they did: they are thrown away and counted anew from the leads.
TRUNCATE report_entries, report_stays, report_rollup;
--> statement-breakpoint
INSERT INTO report_dirty (lead_id, cause) SELECT id, 'first_count' FROM leads WHERE state = 'active' AND kind = 'lead';
