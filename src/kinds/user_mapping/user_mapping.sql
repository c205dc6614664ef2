-- $1: roles that are to go. pg_user_mapping itself only superusers may read.
SELECT r.rolname AS role,
       m.srvname AS server
  FROM pg_catalog.pg_user_mappings m
  JOIN pg_catalog.pg_roles r ON r.oid = m.umuser
 WHERE r.rolname = ANY ($1::pg_catalog.name[])
