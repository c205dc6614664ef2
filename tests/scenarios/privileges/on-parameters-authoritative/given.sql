CREATE ROLE dba;
GRANT SET ON PARAMETER work_mem, log_statement TO dba, PUBLIC;
