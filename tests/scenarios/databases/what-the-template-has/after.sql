\connect shop
SELECT n.nspname, r.rolname FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner WHERE n.nspname !~ '^pg_|^information' ORDER BY 1;
SELECT tableowner FROM pg_catalog.pg_tables WHERE tablename = 't';
\connect blank
SELECT n.nspname, r.rolname FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'common';
