CREATE ROLE own;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app AUTHORIZATION own; CREATE SCHEMA old; CREATE SCHEMA keep;
CREATE TYPE old.mood AS ENUM ('a', 'b'); CREATE DOMAIN old.age AS int;
CREATE TYPE old.pair AS (x int, y old.mood);
CREATE SEQUENCE old.free;
CREATE TABLE old.b (id int PRIMARY KEY DEFAULT nextval('old.free'), m old.mood, a old.age);
CREATE TABLE old.a (id serial PRIMARY KEY, b int REFERENCES old.b);
CREATE VIEW old.v AS SELECT * FROM old.a; CREATE VIEW old.a_view AS SELECT * FROM old.v;
CREATE MATERIALIZED VIEW old.m AS SELECT * FROM old.a_view;
CREATE FUNCTION old.takes(old.a, old.mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION old.checks(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE PROCEDURE old.does(x int, INOUT y text) LANGUAGE sql AS 'SELECT y';
CREATE AGGREGATE old.total(int) (SFUNC = int4pl, STYPE = int);
ALTER TABLE old.b ADD CHECK (old.checks(id));
CREATE TABLE old.z_parts (x int) PARTITION BY RANGE (x);
CREATE TABLE old.a_part PARTITION OF old.z_parts DEFAULT;
CREATE TABLE app."Strange "".table" (x int); CREATE TABLE app.stays (x int);
