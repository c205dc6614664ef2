CREATE ROLE old_owner; CREATE ROLE old_team; CREATE ROLE app IN ROLE old_team; CREATE ROLE owner_a SUPERUSER;
CREATE ROLE gone IN ROLE old_team, owner_a; GRANT app TO gone;
ALTER ROLE gone SET work_mem = '1MB'; ALTER ROLE app SET lock_timeout = '1s';
CREATE DATABASE shop OWNER old_owner;
ALTER ROLE gone IN DATABASE shop SET work_mem = '1MB';
\connect shop
CREATE SCHEMA app AUTHORIZATION old_owner;
CREATE TABLE app.t (id serial); ALTER TABLE app.t OWNER TO old_owner;
CREATE TYPE app.pair AS (a int, b int); ALTER TYPE app.pair OWNER TO old_owner;
CREATE TYPE app.span AS RANGE (subtype = int); ALTER TYPE app.span OWNER TO old_owner;
CREATE DOMAIN app.word AS text; ALTER DOMAIN app.word OWNER TO old_owner;
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION app.f() OWNER TO old_owner;
CREATE EXTENSION cube;
