CREATE ROLE app; CREATE DATABASE shop;
ALTER ROLE app SET work_mem = '1MB'; ALTER ROLE app SET statement_timeout = '1s'; ALTER ROLE app SET lock_timeout = '9s';
ALTER ROLE app IN DATABASE shop SET work_mem = '2MB'; ALTER ROLE app IN DATABASE shop SET jit = off;
ALTER DATABASE shop SET work_mem = '3MB'; ALTER DATABASE shop SET jit = off;
ALTER ROLE ALL SET work_mem = '4MB'; ALTER ROLE ALL SET jit = off;
