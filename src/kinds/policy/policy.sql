-- $1: roles that are to go. The policies that name one of them, with all that each names.
SELECT n.nspname AS schema,
       c.relname AS table,
       p.polname AS name,
       ARRAY(SELECT r.rolname
               FROM pg_catalog.unnest(p.polroles) WITH ORDINALITY AS o (role, i)
               JOIN pg_catalog.pg_roles r ON r.oid = o.role
              ORDER BY o.i) AS roles,
       NOT p.polpermissive AS restrictive
  FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE p.polroles && ARRAY(SELECT r.oid FROM pg_catalog.pg_roles r
                            WHERE r.rolname = ANY ($1::pg_catalog.name[]))
