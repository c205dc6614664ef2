CREATE DATABASE shop;
\connect shop
REVOKE SELECT (subname) ON pg_subscription FROM PUBLIC;
