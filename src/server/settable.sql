-- the parameters that the executing role may set for others (validate_option_array_item() in guc.c)
SELECT pg_catalog.lower(s.name) AS name
  FROM pg_catalog.pg_settings s
 WHERE s.context IN ('user', 'backend')
    OR pg_catalog.has_parameter_privilege(s.name, 'SET')
 UNION
SELECT p.parname
  FROM pg_catalog.pg_parameter_acl p
 WHERE pg_catalog.has_parameter_privilege(p.parname, 'SET')
