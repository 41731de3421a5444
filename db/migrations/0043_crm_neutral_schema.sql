-- What is kept of an account's schema has another form: it is read anew at the next start.
DELETE FROM "crm_schemas";
