CREATE ROLE old SUPERUSER LOGIN; CREATE ROLE "New owner"; CREATE DATABASE shop; CREATE DATABASE "Other 1"; CREATE DATABASE third;
\connect shop
SET ROLE old; CREATE EXTENSION lo; CREATE EXTENSION pg_freespacemap; CREATE TABLE public.t (x int);
\connect "Other 1"
SET ROLE old; CREATE EXTENSION tcn;
\connect third
SET ROLE old; CREATE TABLE public.t (x int);
