CREATE ROLE left_alone; CREATE ROLE emptied; CREATE DATABASE shop; CREATE DATABASE store;
ALTER ROLE left_alone SET work_mem = '1MB'; ALTER ROLE emptied SET work_mem = '1MB';
ALTER ROLE emptied IN DATABASE shop SET work_mem = '1MB';
ALTER DATABASE shop SET work_mem = '1MB'; ALTER DATABASE store SET work_mem = '1MB';
ALTER ROLE ALL SET work_mem = '1MB';
