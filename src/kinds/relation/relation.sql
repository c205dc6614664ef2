-- $1: the schemas wanted; NULL: all but the system's.
-- A row is of all relations that are alike but for their names.
SELECT CASE c.relkind WHEN 'v' THEN 'view'
                      WHEN 'm' THEN 'materialized view'
                      WHEN 'f' THEN 'foreign table'
                      WHEN 'S' THEN 'sequence'
                      ELSE 'table' END AS kind,
       n.nspname AS schema,
       r.rolname AS owner,
       t.relname AS table,
       t.oid IS NOT NULL OR e.objid IS NOT NULL AS dependent,
       pg_catalog.array_agg(c.relname) AS names
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  LEFT JOIN pg_catalog.pg_depend e
    ON e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid
       AND e.objsubid = 0 AND e.deptype = 'e'
  LEFT JOIN pg_catalog.pg_depend d
    ON c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
       AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype IN ('a', 'i')
       AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0
  LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
   AND (n.nspname = ANY ($1::pg_catalog.name[])
        OR ($1 IS NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY 1
