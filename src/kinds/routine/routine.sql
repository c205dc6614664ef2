-- $1: the schemas wanted; NULL: all but the system's
SELECT n.nspname AS schema,
       p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS name,
       p.proname AS base_name,
       pg_catalog.oidvectortypes(p.proargtypes) AS signature,
       r.rolname AS owner,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                  AND d.objid = p.oid AND d.deptype = 'e') AS dependent
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
 WHERE n.nspname = ANY ($1::pg_catalog.name[])
    OR ($1 IS NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
