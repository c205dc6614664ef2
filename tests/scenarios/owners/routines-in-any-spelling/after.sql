SELECT p.oid::regprocedure AS routine, r.rolname AS owner
  FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
 WHERE p.pronamespace = 'app'::regnamespace ORDER BY p.oid::regprocedure::text COLLATE "C";
