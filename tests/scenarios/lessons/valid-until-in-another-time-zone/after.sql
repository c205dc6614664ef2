SELECT rolname, rolvaliduntil AT TIME ZONE 'UTC' AS until FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres' ORDER BY rolname;
