-- Leads from before there was a score: a first version under the product's own rules has the background score them.
INSERT INTO score_rule_versions (rules, note, at, leads_total)
SELECT '{}', 'The product''s own rules', now(), count(*) FROM leads WHERE state = 'active' HAVING count(*) > 0;
