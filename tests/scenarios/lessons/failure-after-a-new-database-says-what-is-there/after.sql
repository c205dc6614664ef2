SELECT datname, datdba::pg_catalog.regrole AS owner FROM pg_catalog.pg_database ORDER BY 1;
