-- $1: the schemas wanted; NULL: all but the system's
SELECT n.nspname AS schema,
       t.typname AS name,
       r.rolname AS owner,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                  AND d.objid = t.oid AND d.deptype = 'e') AS dependent
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = t.typowner
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
 WHERE (t.typtype IN ('b', 'c', 'd', 'e', 'r') OR NOT t.typisdefined)
   AND (t.typtype <> 'c' OR c.relkind = 'c')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)
   AND (n.nspname = ANY ($1::pg_catalog.name[])
        OR ($1 IS NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))
