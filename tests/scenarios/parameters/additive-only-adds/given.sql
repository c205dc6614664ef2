ALTER SYSTEM SET work_mem = '8MB';
ALTER SYSTEM SET geqo = off;
