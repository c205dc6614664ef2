CREATE ROLE new; CREATE ROLE old; CREATE ROLE reader;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app AUTHORIZATION old; SET ROLE old;
CREATE TABLE app.t (id serial); CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE app.mood AS ENUM ('good');
GRANT USAGE ON SCHEMA app TO reader; GRANT SELECT ON app.t TO reader, new; GRANT UPDATE (id) ON app.t TO reader; GRANT USAGE ON SEQUENCE app.t_id_seq TO reader, new;
GRANT EXECUTE ON FUNCTION app.f TO reader; GRANT USAGE ON TYPE app.mood TO reader;
