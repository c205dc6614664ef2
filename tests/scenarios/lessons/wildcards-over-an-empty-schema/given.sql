CREATE ROLE app;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA empty;
