SELECT r.rolname AS owner,
       n.nspname AS schema,
       CASE d.defaclobjtype WHEN 'r' THEN 'tables'
                            WHEN 'S' THEN 'sequences'
                            WHEN 'f' THEN 'routines'
                            WHEN 'T' THEN 'types'
                            WHEN 'n' THEN 'schemas'
                            WHEN 'L' THEN 'large_objects' END AS objects,
       d.defaclacl AS acl
  FROM pg_catalog.pg_default_acl d
  JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
 WHERE d.defaclnamespace = 0 OR n.nspname IS NOT NULL
