CREATE ROLE keeper; CREATE ROLE app;
CREATE DATABASE shop OWNER keeper; CREATE DATABASE other;
\connect other
CREATE TABLE t (); GRANT SELECT ON t TO app;
\connect shop
CREATE EXTENSION pgcrypto;
CREATE SCHEMA listed; CREATE SCHEMA unlisted;
CREATE TABLE listed.t (a int, b int); CREATE TABLE unlisted.t (a int); CREATE VIEW unlisted.v AS SELECT 1 AS a;
CREATE FUNCTION unlisted.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE unlisted.mood AS ENUM ('good'); CREATE SEQUENCE unlisted.s;
GRANT ALL ON SCHEMA unlisted TO app; GRANT USAGE ON SCHEMA listed TO PUBLIC;
GRANT SELECT ON listed.t TO app; GRANT SELECT (a) ON listed.t TO PUBLIC; GRANT UPDATE (b) ON listed.t TO app WITH GRANT OPTION;
GRANT SELECT ON unlisted.t, unlisted.v TO app, PUBLIC; GRANT USAGE ON unlisted.s TO app; GRANT EXECUTE ON FUNCTION unlisted.f TO app; GRANT USAGE ON TYPE unlisted.mood TO app;
GRANT EXECUTE ON FUNCTION digest(text, text) TO app; REVOKE EXECUTE ON FUNCTION crypt FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_read_file(text) TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE keeper GRANT SELECT ON TABLES TO app;
