CREATE ROLE old; CREATE ROLE reader; CREATE ROLE writer;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app;
SELECT format('CREATE TABLE app.t%s (a int)', i) FROM generate_series(1, 60) i \gexec
GRANT SELECT ON ALL TABLES IN SCHEMA app TO old, writer;
