CREATE ROLE app; ALTER ROLE app SET log_statement = 'none';
