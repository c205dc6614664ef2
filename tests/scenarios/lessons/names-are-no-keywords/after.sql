SELECT COALESCE(r.rolname, '(every role)') AS role, s.setconfig FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole ORDER BY 1;
SELECT datname, pg_catalog.pg_get_userbyid(datdba) AS owner FROM pg_catalog.pg_database WHERE datname = 'all';
