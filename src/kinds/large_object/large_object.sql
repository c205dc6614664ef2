-- $1: those that are wanted; $2: whether all are.
SELECT m.oid,
       r.rolname AS owner,
       m.lomacl AS acl
  FROM pg_catalog.pg_largeobject_metadata m
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = m.lomowner
 WHERE $2::pg_catalog.bool OR m.oid = ANY ($1::pg_catalog.oid[])
