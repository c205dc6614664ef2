CREATE ROLE app; CREATE DATABASE shop;
ALTER ROLE app SET search_path = ''; ALTER ROLE app SET application_name = '';
ALTER ROLE app SET datestyle = 'ISO, DMY'; ALTER ROLE app SET app.note = 'a: "b" #c';
ALTER ROLE app IN DATABASE shop SET search_path = "$user", "Odd, one", public;
ALTER ROLE ALL SET search_path = app, public; ALTER DATABASE shop SET statement_timeout = 0;
ALTER ROLE postgres SET work_mem = '1MB';
