CREATE ROLE old LOGIN; CREATE ROLE heir; CREATE DATABASE shop;
\connect shop
CREATE TABLE t (x int); ALTER TABLE t OWNER TO old;
\connect postgres
ALTER DATABASE shop ALLOW_CONNECTIONS false;
