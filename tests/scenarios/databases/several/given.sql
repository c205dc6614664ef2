CREATE ROLE old_owner; CREATE ROLE goes; CREATE ROLE loses CREATEDB LOGIN; GRANT old_owner TO loses;
CREATE DATABASE one OWNER old_owner; CREATE DATABASE two OWNER old_owner;
\connect one
CREATE SCHEMA app AUTHORIZATION old_owner; CREATE TABLE app.t (id int); ALTER TABLE app.t OWNER TO old_owner;
\connect two
CREATE SCHEMA app AUTHORIZATION old_owner;
