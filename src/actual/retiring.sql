-- $1: roles that are to go. The databases in which something hangs on them.
SELECT DISTINCT b.datname
  FROM pg_catalog.pg_shdepend d
  JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid
  JOIN pg_catalog.pg_database b ON b.oid = d.dbid
 WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
   AND r.rolname = ANY ($1::pg_catalog.name[])
