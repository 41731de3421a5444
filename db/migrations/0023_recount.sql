-- Postings say more than they did: every lead is counted anew. Until its turn comes, what it posted before still stands.
INSERT INTO report_dirty (lead_id, cause) SELECT id, 'first_count' FROM leads WHERE state = 'active' AND kind = 'lead';
