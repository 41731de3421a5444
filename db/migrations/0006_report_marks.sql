-- Owner, band, kind and state are what every number is kept by. Some of it changes in bulk, for a hundred thousand
-- leads at once, so the mark is set here and not by whoever happens to write it.
CREATE FUNCTION mark_leads_for_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_dirty (lead_id, cause)
  SELECT n.id, CASE WHEN n.owner_id IS DISTINCT FROM o.owner_id THEN 'assigned' ELSE 'edited' END
  FROM after_rows n JOIN before_rows o USING (id)
  WHERE n.owner_id IS DISTINCT FROM o.owner_id OR n.band <> o.band OR n.kind <> o.kind OR n.state <> o.state;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER leads_marked_for_reports AFTER UPDATE ON leads REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mark_leads_for_reports();
--> statement-breakpoint
-- The queue empties all day; the sums are rewritten all day.
ALTER TABLE report_dirty SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);
--> statement-breakpoint
ALTER TABLE report_rollup SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
--> statement-breakpoint
-- What is there already is counted like everything else.
INSERT INTO report_dirty (lead_id, cause) SELECT id, 'first_count' FROM leads WHERE state = 'active' AND kind = 'lead';
