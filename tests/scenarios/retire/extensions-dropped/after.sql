\connect shop
SELECT extname, pg_get_userbyid(extowner) FROM pg_extension ORDER BY 1;
\connect "Other 1"
SELECT extname, pg_get_userbyid(extowner) FROM pg_extension ORDER BY 1;
