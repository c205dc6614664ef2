\connect shop
SELECT relacl FROM pg_class WHERE relname = 't';
