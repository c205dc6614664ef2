CREATE ROLE free; CREATE ROLE owns_database; CREATE ROLE owns_table; CREATE ROLE has_privilege; CREATE ROLE has_default;
CREATE ROLE has_policy; CREATE ROLE owns_much; CREATE ROLE member IN ROLE free;
CREATE DATABASE elsewhere OWNER owns_database;
\connect elsewhere
CREATE TABLE t (id int, secret int); ALTER TABLE t OWNER TO owns_table;
GRANT SELECT (secret) ON t TO has_privilege;
ALTER DEFAULT PRIVILEGES FOR ROLE has_default GRANT SELECT ON TABLES TO PUBLIC;
ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t TO has_policy USING (true);
CREATE SCHEMA much AUTHORIZATION owns_much; CREATE TABLE much.a (id serial PRIMARY KEY); ALTER TABLE much.a OWNER TO owns_much;
