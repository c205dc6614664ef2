\connect shop
DROP FUNCTION app.refund(int);
SET ROLE shop_owner;
CREATE FUNCTION app.refund(int) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE TABLE app.log_c ();
RESET ROLE;
GRANT EXECUTE ON FUNCTION app.refund(int) TO PUBLIC;
REVOKE UPDATE (status) ON app.orders FROM clerk;
GRANT SELECT (note) ON app.orders TO readers;
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA app GRANT INSERT ON TABLES TO readers;
