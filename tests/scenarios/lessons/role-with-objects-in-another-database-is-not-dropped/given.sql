CREATE ROLE team; CREATE ROLE owns_table LOGIN IN ROLE team; CREATE ROLE holds_grant; CREATE ROLE holds_default; CREATE ROLE gives_default;
CREATE ROLE owns_database; CREATE ROLE owns_schema; CREATE ROLE free IN ROLE team; CREATE ROLE has_policy; CREATE ROLE holds_column;
CREATE DATABASE shop; CREATE DATABASE owned OWNER owns_database;
\connect shop
CREATE SCHEMA s AUTHORIZATION owns_schema;
CREATE TABLE t (x int, y int); ALTER TABLE t OWNER TO owns_table;
CREATE TABLE u (x int, y int); GRANT SELECT ON u TO holds_grant; GRANT SELECT (x) ON u TO holds_column;
CREATE POLICY p ON u TO has_policy;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO holds_default;
ALTER DEFAULT PRIVILEGES FOR ROLE gives_default GRANT SELECT ON TABLES TO PUBLIC;
