-- What a new installation starts with; from then on these are the admin's. Advice closes no gate until somebody makes it a requirement.
UPDATE stages SET stale_after_days = 2 WHERE id = 'new_lead';--> statement-breakpoint
UPDATE stages SET stale_after_days = 7 WHERE id = 'contacted';--> statement-breakpoint
UPDATE stages SET stale_after_days = 7,
  checklist = '[{"id": "dates", "label": "Dates and pick-up place are clear", "required": false}, {"id": "licence", "label": "Driving licence is valid in the UAE", "required": false}, {"id": "age", "label": "Driver is old enough for the class", "required": false}]'
  WHERE id = 'qualified';--> statement-breakpoint
UPDATE stages SET stale_after_days = 5,
  checklist = '[{"id": "price_sent", "label": "Price was sent in writing", "required": false}, {"id": "deposit", "label": "Deposit and insurance were explained", "required": false}]'
  WHERE id = 'proposal';--> statement-breakpoint
UPDATE stages SET stale_after_days = 5 WHERE id = 'negotiation';--> statement-breakpoint
UPDATE stages SET cadence = '{"days": []}' WHERE id IN ('booked', 'lost');--> statement-breakpoint
INSERT INTO lost_reasons (id, label, position) VALUES
  ('price', 'Price', 1),
  ('no_car', 'No car available', 2),
  ('elsewhere', 'Booked elsewhere', 3),
  ('no_answer', 'No answer', 4),
  ('documents', 'Documents or deposit', 5),
  ('plans', 'Plans changed', 6),
  ('wrong_number', 'Wrong number', 7),
  ('spam', 'Spam', 8),
  ('other', 'Other', 9)
ON CONFLICT (id) DO NOTHING;
