CREATE ROLE keeper; CREATE ROLE app;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app AUTHORIZATION keeper; SET ROLE keeper;
CREATE TABLE app.nothing (); CREATE TABLE app.null_list (); CREATE TABLE app.asked ();
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON app.nothing, app.asked FROM keeper;
