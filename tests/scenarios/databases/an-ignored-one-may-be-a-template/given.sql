CREATE DATABASE scratch_1;
ALTER DATABASE scratch_1 SET work_mem = '1MB';
CREATE DATABASE scratch_2;
ALTER DATABASE scratch_2 SET work_mem = '1MB';
