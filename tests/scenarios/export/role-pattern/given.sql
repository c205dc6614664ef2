CREATE ROLE app_one LOGIN; CREATE ROLE app_two IN ROLE app_one, pg_monitor; CREATE ROLE other IN ROLE app_one;
ALTER ROLE app_two SET search_path = ''; ALTER ROLE other SET work_mem = '1MB';
