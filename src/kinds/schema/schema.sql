SELECT n.nspname AS name,
       r.rolname AS owner
  FROM pg_catalog.pg_namespace n
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
 WHERE n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
