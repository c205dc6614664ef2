CREATE ROLE app; CREATE DATABASE shop; CREATE DATABASE unlisted;
ALTER ROLE app SET work_mem = '1MB'; ALTER ROLE app IN DATABASE unlisted SET work_mem = '1MB';
ALTER DATABASE shop SET work_mem = '1MB'; ALTER DATABASE unlisted SET work_mem = '1MB';
ALTER ROLE ALL SET work_mem = '1MB'; ALTER ROLE postgres SET work_mem = '1MB';
