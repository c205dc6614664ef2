CREATE ROLE shop_owner; CREATE ROLE other; CREATE ROLE "Odd one";
CREATE DATABASE elsewhere; CREATE DATABASE shop OWNER shop_owner CONNECTION LIMIT 9;
COMMENT ON DATABASE shop IS 'sells'; ALTER DATABASE shop SET work_mem = '1MB';
ALTER ROLE other IN DATABASE shop SET work_mem = '2MB'; ALTER ROLE ALL SET work_mem = '3MB';
\connect shop
CREATE SCHEMA app AUTHORIZATION shop_owner; CREATE SCHEMA empty; CREATE SCHEMA "Odd schema";
CREATE EXTENSION hstore SCHEMA app;
SET ROLE shop_owner;
CREATE TABLE app.orders (id serial PRIMARY KEY, at date) PARTITION BY RANGE (id);
CREATE TABLE app.orders_1 PARTITION OF app.orders FOR VALUES FROM (1) TO (9);
CREATE VIEW app.v AS SELECT 1 AS one; CREATE MATERIALIZED VIEW app.m AS SELECT 1 AS one; CREATE SEQUENCE app.alone;
CREATE FUNCTION app.f(integer, text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE app.mood AS ENUM ('sad'); CREATE DOMAIN app.word AS text;
RESET ROLE;
CREATE TABLE app.theirs (); ALTER TABLE app.theirs OWNER TO other;
CREATE PROCEDURE app."Do it"(app.mood[]) LANGUAGE sql AS ''; ALTER PROCEDURE app."Do it"(app.mood[]) OWNER TO "Odd one";
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer);
CREATE TABLE "Odd schema"."a.b" ();
