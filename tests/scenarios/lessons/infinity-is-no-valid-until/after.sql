SELECT rolname, rolvaliduntil FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres' ORDER BY rolname;
