SELECT c.relkind, pg_catalog.count(*), r.rolname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
 WHERE c.relnamespace = '"a.b"'::regnamespace GROUP BY 1, 3 ORDER BY 1, 3;
SELECT p.proname, r.rolname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
 WHERE p.pronamespace = '"a.b"'::regnamespace ORDER BY 1;
