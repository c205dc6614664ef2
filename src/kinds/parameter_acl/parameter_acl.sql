SELECT p.parname AS name,
       r.rolname AS owner,
       p.paracl AS acl
  FROM pg_catalog.pg_parameter_acl p
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = 10
