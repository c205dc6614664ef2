CREATE ROLE app; CREATE ROLE monitor; CREATE ROLE stranger;
CREATE DATABASE shop;
\connect shop
GRANT EXECUTE ON FUNCTION pg_read_file(text) TO app, stranger; GRANT SELECT ON pg_authid TO app;
GRANT SELECT ON information_schema.sql_parts TO app;
