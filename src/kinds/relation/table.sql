-- $1: the schemas wanted; NULL: all but the system's
SELECT n.nspname AS schema,
       c.relname AS name,
       r.rolname AS owner,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype IN ('e')) AS dependent
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
 WHERE c.relkind IN ('r', 'p')
   AND (n.nspname = ANY ($1::pg_catalog.name[])
        OR ($1 IS NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))
