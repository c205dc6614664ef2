-- What somebody did in a hurry.
ALTER ROLE shop_app CONNECTION LIMIT 500;
ALTER ROLE reporting SET work_mem = '1GB';
GRANT shop_owner TO reporting;
\connect shop
ALTER SCHEMA reports OWNER TO postgres;
CREATE TABLE app.orders (id bigint PRIMARY KEY, placed timestamptz NOT NULL);
