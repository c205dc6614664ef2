SELECT datname, pg_get_userbyid(datdba), datacl FROM pg_database WHERE datname IN ('shop', 'Other 1', 'untouched') ORDER BY 1;
\connect shop
SELECT relname, pg_get_userbyid(relowner), relacl FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1;
SELECT attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid = 'app.u'::regclass;
SELECT pg_get_userbyid(defaclrole), defaclobjtype, defaclacl FROM pg_default_acl ORDER BY 1;
