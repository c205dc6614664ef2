\connect shop
SELECT relname, relacl FROM pg_class WHERE relname IN ('t', 'v') ORDER BY 1;
SELECT attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid = 't'::regclass;
