CREATE DATABASE shop;
\connect shop
CREATE SCHEMA e; CREATE TABLE e.t (x serial); CREATE VIEW e.v AS SELECT * FROM e.t;
