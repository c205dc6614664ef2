\connect shop
SELECT s.srvname, pg_get_userbyid(srvowner) AS owner, usename, umoptions FROM pg_user_mappings m JOIN pg_foreign_server s ON s.oid = m.srvid ORDER BY 1, 3;
\connect "Other 1"
SELECT srvname, usename FROM pg_user_mappings;
