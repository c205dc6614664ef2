CREATE ROLE dba; CREATE ROLE app; CREATE ROLE listed; CREATE ROLE stranger;
GRANT SET ON PARAMETER work_mem TO listed, stranger; GRANT ALL ON PARAMETER log_connections TO app; GRANT SET ON PARAMETER log_statement TO listed;
