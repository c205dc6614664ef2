-- $1: the roles that nobody lists. The memberships that a role has granted are seen in pg_auth_members.
SELECT r.rolname AS name,
       (SELECT pg_catalog.count(*)
          FROM pg_catalog.pg_shdepend d
         WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
           AND d.refobjid = r.oid
           AND d.classid <> 'pg_catalog.pg_auth_members'::pg_catalog.regclass) AS dependents
  FROM pg_catalog.pg_roles r
 WHERE r.rolname = ANY ($1::pg_catalog.name[])
