CREATE ROLE maker;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app;
ALTER SCHEMA public OWNER TO postgres;
