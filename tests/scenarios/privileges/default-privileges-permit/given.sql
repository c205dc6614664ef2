CREATE ROLE maker; CREATE ROLE other; CREATE ROLE reader; CREATE ROLE writer; CREATE ROLE third;
CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app AUTHORIZATION maker; CREATE SCHEMA apart AUTHORIZATION maker;
CREATE TABLE app.of_other (); ALTER TABLE app.of_other OWNER TO other; GRANT SELECT ON app.of_other TO reader;
SET ROLE maker;
CREATE TABLE app.made (); CREATE TABLE app.made_before (); CREATE TABLE app.mentioned (); CREATE TABLE app.excepted (); CREATE TABLE apart.made ();
GRANT SELECT ON app.made, app.mentioned, apart.made TO reader; GRANT INSERT ON app.made TO reader; GRANT SELECT ON app.made TO third;
GRANT UPDATE ON app.excepted, apart.made TO writer;
