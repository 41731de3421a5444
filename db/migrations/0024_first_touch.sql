-- What the rental system says of somebody is no touch: whoever ever turned to us arrived when they first did.
UPDATE leads SET first_touch_at = t.first_at, first_channel = t.first_channel
FROM (
  SELECT lead_id, (array_agg(occurred_at ORDER BY occurred_at, channel))[1] AS first_at, (array_agg(channel ORDER BY occurred_at, channel))[1] AS first_channel
  FROM touchpoints WHERE channel <> 'erp' AND lead_id IN (SELECT id FROM leads WHERE first_channel = 'erp') GROUP BY lead_id
) t
WHERE leads.id = t.lead_id AND leads.first_channel = 'erp';
