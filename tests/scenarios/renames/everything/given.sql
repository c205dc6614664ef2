CREATE ROLE "Old owner"; CREATE ROLE reader; CREATE ROLE writer IN ROLE reader; CREATE ROLE third;
ALTER ROLE writer SET work_mem = '8MB';
CREATE DATABASE store OWNER "Old owner"; ALTER DATABASE store SET work_mem = '4MB'; ALTER ROLE writer IN DATABASE store SET work_mem = '5MB';
GRANT CONNECT ON DATABASE store TO writer;
\connect store
CREATE SCHEMA application AUTHORIZATION "Old owner"; CREATE SCHEMA archive; GRANT USAGE ON SCHEMA application TO writer, third;
CREATE TABLE application."order" (id serial, x int); CREATE TABLE application.same (x int); CREATE TABLE archive.moves (id serial, x int);
CREATE VIEW application.v AS SELECT 1 AS x; CREATE MATERIALIZED VIEW application.m AS SELECT 1 AS x; CREATE SEQUENCE application.s;
CREATE TYPE application.mood AS ENUM ('a'); CREATE DOMAIN archive.age AS int;
CREATE FUNCTION application.pay(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE archive.does(x int) LANGUAGE sql AS 'SELECT 1';
ALTER TABLE application."order" OWNER TO "Old owner"; ALTER TABLE application.same OWNER TO "Old owner"; ALTER TABLE archive.moves OWNER TO "Old owner";
SET ROLE "Old owner"; GRANT SELECT ON application."order" TO writer WITH GRANT OPTION; GRANT UPDATE (x) ON application."order" TO writer;
GRANT SELECT ON application.same TO writer; ALTER DEFAULT PRIVILEGES IN SCHEMA application GRANT SELECT ON TABLES TO writer;
SET ROLE writer; GRANT SELECT ON application."order" TO third;
