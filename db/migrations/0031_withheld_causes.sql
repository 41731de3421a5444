-- Values that a CRM refuses get a typed cause; until now it was read from the words each time.
UPDATE "crm_links" k SET "withheld" = (
  SELECT jsonb_object_agg(w.key, w.value || jsonb_build_object('cause',
    CASE
      WHEN w.value ->> 'why' = 'deleted there' THEN 'gone'
      WHEN w.value ->> 'why' ~ 'another contact' THEN 'taken'
      WHEN w.value ->> 'why' ~* 'not exist|read.?only|PROPERTY_DOESNT_EXIST' THEN 'property'
      WHEN w.value ->> 'why' ~* 'not one of the allowed options' THEN 'option'
      ELSE 'value'
    END))
  FROM jsonb_each(k."withheld") w)
WHERE "withheld" <> '{}';
