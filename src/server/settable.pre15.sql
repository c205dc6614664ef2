-- the parameters that the executing role may set for others (validate_option_array_item() in guc.c)
SELECT pg_catalog.lower(s.name) AS name
  FROM pg_catalog.pg_settings s
 WHERE s.context IN ('user', 'backend')
