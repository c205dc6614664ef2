CREATE ROLE own; CREATE ROLE b; CREATE ROLE c; CREATE ROLE d;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app AUTHORIZATION own; GRANT USAGE ON SCHEMA app TO b;
CREATE TABLE app.t (x int, y int); ALTER TABLE app.t OWNER TO own;
CREATE ROLE gone; GRANT SELECT ON app.t TO gone; 
DELETE FROM pg_shdepend WHERE refobjid = 'gone'::regrole; DROP ROLE gone;
