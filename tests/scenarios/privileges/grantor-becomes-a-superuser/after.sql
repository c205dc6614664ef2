\connect shop
SELECT relacl FROM pg_class WHERE relname = 't';
SELECT attname, attacl FROM pg_attribute WHERE attrelid = 'app.t'::regclass AND attacl IS NOT NULL ORDER BY 1;
