SELECT 'relation' AS kind, c.relkind::text AS of, c.relname AS name, r.rolname AS owner
  FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind <> 'i'
UNION ALL
SELECT 'routine', p.prokind::text, p.proname, r.rolname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
 WHERE p.pronamespace = 'app'::regnamespace
UNION ALL
SELECT 'type', t.typtype::text, t.typname, r.rolname FROM pg_type t JOIN pg_roles r ON r.oid = t.typowner
 WHERE t.typnamespace = 'app'::regnamespace AND t.typrelid = 0 AND t.typcategory <> 'A'
UNION ALL
SELECT 'schema', NULL, nspname, r.rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner
 WHERE nspname = 'app'
 ORDER BY 1, 2, 3;
