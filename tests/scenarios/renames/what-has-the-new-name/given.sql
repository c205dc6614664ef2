CREATE DATABASE store;
\connect store
CREATE SCHEMA one; CREATE SCHEMA two;
CREATE TABLE one.t1 (x int); CREATE VIEW one.v1 AS SELECT 1 AS x;
CREATE TABLE one.t2 (x int); CREATE TYPE one.enum2 AS ENUM ('a');
CREATE TABLE one.t3 (x int primary key); CREATE INDEX "index 3" ON one.t3 (x);
CREATE TYPE one.composite4 AS (x int); CREATE SEQUENCE one.s4;
CREATE TYPE one.enum5 AS ENUM ('a'); CREATE TABLE one.t5 (x int);
CREATE MATERIALIZED VIEW one.m6 AS SELECT 1 AS x;
CREATE TABLE one.t7 (x int); CREATE VIEW one.v7 AS SELECT 1 AS x;
CREATE DOMAIN one.d8 AS int; CREATE TYPE one.r8 AS RANGE (subtype = int4);
CREATE SEQUENCE two.s9; CREATE SEQUENCE one.s9;
CREATE TABLE one.moves1 (x int primary key); CREATE TABLE two.other1 (x int); CREATE INDEX moves1_pkey ON two.other1 (x);
CREATE TABLE one.moves2 (id serial); CREATE SEQUENCE two.moves2_id_seq;
CREATE TABLE one.moves3 (x int); CREATE VIEW two.moves3 AS SELECT 1 AS x;
CREATE TABLE one.moves4 (x int); CREATE TYPE two._moves4 AS ENUM ('a');
CREATE TYPE one.moves5 AS ENUM ('a'); CREATE TABLE two.moves5 (x int);
