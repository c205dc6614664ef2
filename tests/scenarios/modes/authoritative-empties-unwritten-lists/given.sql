CREATE ROLE a; CREATE ROLE unlisted;
GRANT unlisted TO a;
ALTER ROLE a SET work_mem = '1MB';
ALTER ROLE ALL SET work_mem = '2MB';
CREATE DATABASE shop; CREATE DATABASE other;
ALTER DATABASE shop SET work_mem = '1MB';
ALTER DATABASE other SET work_mem = '1MB';
\connect shop
CREATE SCHEMA app; CREATE SCHEMA unlisted;
CREATE EXTENSION hstore;
