CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app; CREATE SCHEMA full_one;
CREATE TABLE app.a (id int PRIMARY KEY); CREATE TABLE app.b (a int REFERENCES app.a);
CREATE VIEW app.v AS SELECT * FROM app.a; CREATE VIEW app.w AS SELECT * FROM app.v;
CREATE TABLE full_one.t1 (x int); CREATE TABLE full_one.t2 (x int); CREATE FUNCTION full_one.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE full_one.mood AS ENUM ();
