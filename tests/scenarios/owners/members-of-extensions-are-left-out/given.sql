CREATE ROLE a;
CREATE SCHEMA app;
CREATE EXTENSION hstore SCHEMA app;
CREATE EXTENSION pg_stat_statements SCHEMA app;
CREATE TABLE app.own (h app.hstore);
CREATE FUNCTION app.own(app.hstore) RETURNS int LANGUAGE sql AS 'SELECT 1';
