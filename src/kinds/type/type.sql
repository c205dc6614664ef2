-- $1: the schemas wanted; $2: whether all are, but of the system's only what was granted on later.
-- The types that come with others are no own: row types (typrelid is a table), arrays (only they
-- are read by array_in, see pg_type.dat), multiranges. They are parts, of interest only where somebody
-- has granted something on them. On a shell type, and on what is like an array, nothing can be granted.
SELECT s.nspname AS schema,
       t.typname AS name,
       r.rolname AS owner,
       e.objid IS NOT NULL OR p.part AS dependent,
       p.part,
       e.objid IS NOT NULL OR NOT t.typisdefined OR (t.typelem <> 0 AND t.typlen = -1) AS member,
       t.typacl AS acl,
       i.initprivs AS initial_acl
  FROM pg_catalog.pg_type t
  JOIN (SELECT s.oid, s.nspname, s.nspname ~ '^pg_' OR s.nspname = 'information_schema' AS system,
               s.nspname = ANY ($1::pg_catalog.name[]) AS wanted
          FROM pg_catalog.pg_namespace s) s
    ON s.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
 CROSS JOIN LATERAL (SELECT t.typtype IN ('c', 'm') AND c.oid IS NULL AS part) p
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = t.typowner
  LEFT JOIN pg_catalog.pg_init_privs i
    ON i.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND i.objoid = t.oid
  LEFT JOIN pg_catalog.pg_depend e
    ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
       AND e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
       AND e.objid = t.oid AND e.deptype = 'e'
 WHERE t.typinput <> 'pg_catalog.array_in'::pg_catalog.regproc
   AND (t.typtype IN ('b', 'd', 'e', 'r') OR NOT t.typisdefined OR c.oid IS NOT NULL
        OR (p.part AND t.typacl IS NOT NULL))
   AND (s.wanted
        OR ($2::pg_catalog.bool AND (NOT s.system OR t.typacl IS DISTINCT FROM i.initprivs)))
