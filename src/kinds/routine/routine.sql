-- $1: the schemas wanted; $2: whether all are, but of the system's only what was granted on later.
-- A procedure is told from others by its OUT arguments too.
SELECT s.nspname AS schema,
       p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS name,
       p.proname AS base_name,
       CASE WHEN p.prokind = 'p' THEN pg_catalog.pg_get_function_identity_arguments(p.oid)
            ELSE pg_catalog.oidvectortypes(p.proargtypes) END AS signature,
       r.rolname AS owner,
       e.objid IS NOT NULL AS dependent,
       p.proacl AS acl,
       i.initprivs AS initial_acl
  FROM pg_catalog.pg_proc p
  JOIN (SELECT s.oid, s.nspname, s.nspname ~ '^pg_' OR s.nspname = 'information_schema' AS system,
               s.nspname = ANY ($1::pg_catalog.name[]) AS wanted
          FROM pg_catalog.pg_namespace s) s
    ON s.oid = p.pronamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
  LEFT JOIN pg_catalog.pg_init_privs i
    ON i.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objoid = p.oid
  LEFT JOIN pg_catalog.pg_depend e
    ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
       AND e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
       AND e.objid = p.oid AND e.deptype = 'e'
 WHERE s.wanted
    OR ($2::pg_catalog.bool AND (NOT s.system OR p.proacl IS DISTINCT FROM i.initprivs))
