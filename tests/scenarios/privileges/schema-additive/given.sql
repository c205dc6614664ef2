CREATE ROLE shop_owner; CREATE ROLE readers; CREATE ROLE writers; CREATE ROLE clerk; CREATE ROLE auditor; CREATE ROLE stranger;
CREATE DATABASE shop OWNER shop_owner;
\connect shop
CREATE SCHEMA app AUTHORIZATION shop_owner;
SET ROLE shop_owner;
CREATE TABLE app.orders (id int, status text, note text);
CREATE TABLE app.log_a (); CREATE TABLE app.log_b (); CREATE TABLE app.log_secret ();
CREATE VIEW app.v AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW app.mv AS SELECT 1 AS one;
CREATE SEQUENCE app.numbers;
CREATE FUNCTION app.refund(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.refund(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE app.close_day() LANGUAGE sql AS 'SELECT 1';
CREATE TYPE app.mood AS ENUM ('good');

GRANT ALL ON app.orders TO clerk; GRANT SELECT ON app.orders TO stranger;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT INSERT ON TABLES TO readers;
