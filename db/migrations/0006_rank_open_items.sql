-- Open questions get their place in the queue: log2(certainty × value of the lead) + fortnights of its last activity.
UPDATE duplicate_items d SET rank = ranked.rank FROM (
  SELECT i.id, ln(greatest(i.probability, 0.01)) / ln(2) + max(
    ln((0.5 + l.score / 100.0) * CASE WHEN l.kind <> 'lead' THEN 0.4 WHEN l.stage_id = 'lost' THEN 0.5 WHEN l.stage_id IN ('new_lead', 'booked') THEN 1 ELSE 1.5 END) / ln(2)
    + extract(epoch FROM l.last_activity_at) / 1209600) AS rank
  FROM duplicate_items i JOIN leads l ON l.id IN (i.lead_a, i.lead_b)
  WHERE i.status IN ('pending', 'later') GROUP BY i.id, i.probability
) ranked WHERE d.id = ranked.id;
