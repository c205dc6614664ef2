-- $1: the schemas wanted; NULL: all but the system's
SELECT n.nspname AS schema,
       c.relname AS name,
       r.rolname AS owner,
       t.relname AS table,
       t.oid IS NOT NULL
         OR EXISTS (SELECT FROM pg_catalog.pg_depend e
                     WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                       AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e') AS dependent
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  LEFT JOIN pg_catalog.pg_depend d
    ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
       AND d.objsubid = 0 AND d.deptype IN ('a', 'i')
       AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0
  LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
 WHERE c.relkind = 'S'
   AND (n.nspname = ANY ($1::pg_catalog.name[])
        OR ($1 IS NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))
