CREATE ROLE owner;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA a; CREATE SCHEMA b; CREATE EXTENSION citext SCHEMA a; CREATE EXTENSION pg_stat_statements SCHEMA a;
CREATE TABLE a.u (id serial); CREATE TABLE a.moves (id serial); CREATE TABLE a.own (id serial); CREATE SEQUENCE a.free;
