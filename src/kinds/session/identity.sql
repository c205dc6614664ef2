-- Whom the way that this session came in by says its client to be, as METHOD:NAME; null where it has
-- proven nothing. From PostgreSQL 16.
SELECT pg_catalog.system_user()
