\connect template1
CREATE EXTENSION pg_trgm VERSION '1.4';
