CREATE ROLE old; CREATE ROLE asked; CREATE ROLE unasked; CREATE ROLE stranger; CREATE ROLE heir; CREATE DATABASE shop;
CREATE ROLE grp; GRANT grp TO old WITH ADMIN OPTION; SET ROLE old; GRANT grp TO asked; GRANT grp TO unasked; GRANT grp TO stranger; RESET ROLE;
\connect shop
CREATE SCHEMA app; GRANT USAGE ON SCHEMA app TO PUBLIC; CREATE TABLE app.t (x int); GRANT SELECT ON app.t TO old WITH GRANT OPTION;
CREATE SCHEMA free; GRANT USAGE ON SCHEMA free TO PUBLIC; CREATE TABLE free.t (x int); GRANT SELECT ON free.t TO old WITH GRANT OPTION;
CREATE SCHEMA own AUTHORIZATION old; CREATE TABLE own.t (x int); ALTER TABLE own.t OWNER TO old;
SET ROLE old; GRANT SELECT ON app.t TO asked WITH GRANT OPTION; GRANT SELECT ON app.t TO unasked; GRANT SELECT ON app.t TO stranger;
GRANT SELECT ON free.t TO asked, unasked, stranger; GRANT SELECT ON own.t TO asked, unasked, stranger;
SET ROLE asked; GRANT SELECT ON app.t TO stranger;
