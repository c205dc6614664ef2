ALTER SYSTEM SET log_min_messages = 'error';
ALTER SYSTEM SET deadlock_timeout = '2s';
