CREATE ROLE app;
CREATE DATABASE shop;
\connect shop
CREATE EXTENSION pgcrypto; CREATE EXTENSION pg_stat_statements; CREATE TABLE t ();
