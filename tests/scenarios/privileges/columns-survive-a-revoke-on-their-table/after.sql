\connect shop
SELECT relname, relacl FROM pg_class WHERE relnamespace = 'app'::regnamespace ORDER BY 1;
SELECT attrelid::regclass, attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384 ORDER BY 1, 2;
