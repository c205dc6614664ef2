CREATE ROLE keeper; CREATE DATABASE mould; 
\connect mould
CREATE SCHEMA app; CREATE SCHEMA kept AUTHORIZATION keeper; CREATE EXTENSION hstore SCHEMA app; CREATE TABLE app.t (id int);
\connect postgres
CREATE DATABASE unused; 
\connect template1
CREATE SCHEMA common;
