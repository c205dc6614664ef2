CREATE DATABASE shop; CREATE DATABASE old;
\connect shop
CREATE SCHEMA app; CREATE TABLE app.t (x int);
