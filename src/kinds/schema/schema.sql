-- Below 16384 (FirstNormalObjectId) are the OIDs of what initdb made.
SELECT n.nspname AS name,
       r.rolname AS owner,
       n.oid < 16384 AS original
  FROM pg_catalog.pg_namespace n
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
 WHERE n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
