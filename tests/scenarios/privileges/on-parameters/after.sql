SELECT parname, paracl FROM pg_parameter_acl ORDER BY 1
