SELECT rolname, pg_catalog.left(rolpassword, 13) = 'SCRAM-SHA-256' AS scram FROM pg_catalog.pg_authid WHERE rolname IN ('new', 'same') ORDER BY 1;
