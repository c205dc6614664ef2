CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app;
SELECT pg_catalog.format('CREATE TABLE app.t%s ()', n) FROM pg_catalog.generate_series(1, 5) n \gexec
