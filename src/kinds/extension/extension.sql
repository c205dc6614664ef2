-- Below 16384 (FirstNormalObjectId) are the OIDs of what initdb made.
SELECT e.extname AS name,
       n.nspname AS schema,
       e.extversion AS version,
       r.rolname AS owner,
       e.extrelocatable AS relocatable,
       e.oid < 16384 AS original
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = e.extowner
