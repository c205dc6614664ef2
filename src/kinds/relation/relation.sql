-- $1: the schemas wanted; NULL: all but the system's.
-- A row is of all relations that are alike but for their names. They are put together before they
-- meet the names of other things, since numbers are cheaper to compare.
SELECT CASE g.relkind WHEN 'v' THEN 'view'
                      WHEN 'm' THEN 'materialized view'
                      WHEN 'f' THEN 'foreign table'
                      WHEN 'S' THEN 'sequence'
                      ELSE 'table' END AS kind,
       n.nspname AS schema,
       r.rolname AS owner,
       t.relname AS table,
       g.owner_table IS NOT NULL OR g.member AS dependent,
       g.names
  FROM (SELECT c.relkind,
               c.relnamespace,
               c.relowner,
               d.refobjid AS owner_table,
               e.objid IS NOT NULL AS member,
               pg_catalog.array_agg(c.relname) AS names
          FROM pg_catalog.pg_class c
          LEFT JOIN pg_catalog.pg_depend e
            ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
               AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e'
          LEFT JOIN pg_catalog.pg_depend d
            ON c.relkind = 'S'
               AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND d.refobjsubid > 0
               AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype IN ('a', 'i')
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
           AND c.relnamespace IN
               (SELECT s.oid
                  FROM pg_catalog.pg_namespace s
                 WHERE s.nspname = ANY ($1::pg_catalog.name[])
                    OR ($1 IS NULL AND s.nspname !~ '^pg_'
                        AND s.nspname <> 'information_schema'))
         GROUP BY c.relkind, c.relnamespace, c.relowner, d.refobjid, e.objid IS NOT NULL) g
  JOIN pg_catalog.pg_namespace n ON n.oid = g.relnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.relowner
  LEFT JOIN pg_catalog.pg_class t ON t.oid = g.owner_table
 ORDER BY 1
