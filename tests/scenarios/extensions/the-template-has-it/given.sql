\connect template1
CREATE EXTENSION hstore;
CREATE EXTENSION pg_trgm;
