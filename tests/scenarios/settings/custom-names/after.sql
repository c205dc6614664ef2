SELECT COALESCE(r.rolname, '(all)') AS role, COALESCE(d.datname, '(all)') AS database, c AS setting
  FROM pg_catalog.pg_db_role_setting s
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
  LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
 CROSS JOIN pg_catalog.unnest(s.setconfig) c
 ORDER BY 1, 2, 3;
