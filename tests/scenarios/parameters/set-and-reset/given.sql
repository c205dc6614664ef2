ALTER SYSTEM SET "DateStyle" = 'ISO, DMY';
ALTER SYSTEM SET work_mem = '8MB';
ALTER SYSTEM SET log_connections = on;
ALTER SYSTEM SET search_path = 'a b', "$user";
ALTER SYSTEM SET deadlock_timeout = '2s';
