CREATE ROLE "Old 1" LOGIN; CREATE ROLE plain IN ROLE "Old 1"; CREATE ROLE member; GRANT plain TO member; CREATE ROLE owner;
ALTER ROLE plain SET work_mem = '8MB';
CREATE DATABASE shop; GRANT CONNECT ON DATABASE shop TO plain;
\connect shop
CREATE SCHEMA app AUTHORIZATION plain; GRANT USAGE ON SCHEMA app TO plain; CREATE TABLE app.t (x int); ALTER TABLE app.t OWNER TO plain; CREATE TABLE app.u (x int); GRANT SELECT ON app.u TO plain;
CREATE TABLE app.v (x int); ALTER TABLE app.v OWNER TO plain;
