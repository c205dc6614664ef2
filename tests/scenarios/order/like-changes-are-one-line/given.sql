CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app;
SELECT pg_catalog.format('CREATE TABLE app.t%s ()', n) FROM pg_catalog.generate_series(1, 5) n \gexec
SELECT pg_catalog.format('CREATE VIEW app.v%s AS SELECT 1 AS one', n) FROM pg_catalog.generate_series(1, 3) n \gexec
CREATE ROLE other; ALTER TABLE app.t3 OWNER TO other;
