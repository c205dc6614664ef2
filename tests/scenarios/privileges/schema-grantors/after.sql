\connect shop
SELECT relname, relacl FROM pg_class WHERE relnamespace = 'app'::regnamespace ORDER BY 1;
SELECT nspacl FROM pg_namespace WHERE nspname = 'app';
