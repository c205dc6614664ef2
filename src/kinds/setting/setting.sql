SELECT pg_catalog.split_part(c, '=', 1) AS name,
       pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1) AS value,
       r.rolname AS role,
       d.datname AS database
  FROM pg_catalog.pg_db_role_setting s
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
  LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
 CROSS JOIN pg_catalog.unnest(s.setconfig) c
 WHERE (s.setrole = 0 OR r.oid IS NOT NULL)
   AND (s.setdatabase = 0 OR d.oid IS NOT NULL)
