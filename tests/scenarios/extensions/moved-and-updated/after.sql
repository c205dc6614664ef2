SELECT e.extname, n.nspname, CASE WHEN extname = 'pg_trgm' THEN e.extversion END AS version FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY 1;
