CREATE ROLE keeper; CREATE ROLE clerk; CREATE ROLE boss; CREATE ROLE helper;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app AUTHORIZATION keeper;
SET ROLE keeper;
CREATE TABLE app.t (a int, b int, c int); CREATE TABLE app.own (a int);
GRANT USAGE ON SCHEMA app TO boss;
GRANT SELECT, UPDATE ON app.t TO clerk, boss; GRANT SELECT (a, b) ON app.t TO clerk WITH GRANT OPTION; GRANT SELECT (a, b) ON app.t TO boss WITH GRANT OPTION;
GRANT INSERT ON app.t TO clerk;
SET ROLE boss; GRANT SELECT (a, b) ON app.t TO helper;
