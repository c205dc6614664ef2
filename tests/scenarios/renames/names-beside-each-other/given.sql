CREATE DATABASE shop;
\connect shop
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE SEQUENCE a.s; CREATE TYPE a.taken AS ENUM ('a');
CREATE TYPE a.mood AS ENUM ('a'); CREATE SEQUENCE a.counter;
CREATE TABLE a.t (x int); CREATE VIEW b.w AS SELECT 1 AS x; CREATE FUNCTION a.w() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE a.t2 (x int); CREATE TYPE a.age AS ENUM ('a');
CREATE TABLE a.moves (id serial primary key); CREATE TABLE b.old (x int);
CREATE TYPE a.span AS RANGE (subtype = int4); CREATE DOMAIN a.d AS int;
