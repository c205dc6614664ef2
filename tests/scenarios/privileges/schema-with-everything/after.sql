\connect shop
SELECT relname, relacl FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind <> 'i' ORDER BY 1;
SELECT attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid = 'app.orders'::regclass ORDER BY 1;
SELECT proname, proacl FROM pg_proc WHERE pronamespace = 'app'::regnamespace ORDER BY oid;
SELECT defaclrole::regrole, defaclnamespace <> 0 AS in_schema, defaclobjtype, defaclacl FROM pg_default_acl ORDER BY 1, 2, 3;
