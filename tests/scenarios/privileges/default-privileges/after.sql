\connect shop
SELECT defaclrole::regrole, defaclnamespace <> 0 AS in_schema, defaclobjtype, defaclacl FROM pg_default_acl ORDER BY 1, 2, 3;
