CREATE ROLE app_one LOGIN; CREATE ROLE app_two LOGIN; ALTER ROLE app_two SET work_mem = '1MB';
CREATE DATABASE scratch; ALTER DATABASE scratch CONNECTION LIMIT 5;
\connect scratch
CREATE SCHEMA tmp_one;
