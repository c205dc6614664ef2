-- Below 16384 (FirstNormalObjectId) are the OIDs of what initdb made. information_schema.sql grants
-- after initdb has filled pg_init_privs.
SELECT n.nspname AS name,
       r.rolname AS owner,
       n.nspacl AS acl,
       CASE WHEN n.nspname = 'information_schema' AND n.oid < 16384
            THEN pg_catalog.acldefault('n', n.nspowner)
                 || pg_catalog.makeaclitem(0, n.nspowner, 'USAGE', false)
            ELSE i.initprivs END AS initial_acl,
       n.oid < 16384 AS original
  FROM pg_catalog.pg_namespace n
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
  LEFT JOIN pg_catalog.pg_init_privs i
    ON i.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND i.objoid = n.oid
 WHERE n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
