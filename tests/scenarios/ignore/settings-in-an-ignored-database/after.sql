SELECT r.rolname AS role, r.rolcanlogin AS login,
       (SELECT pg_catalog.string_agg(g.rolname, ', ' ORDER BY g.rolname) FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles g ON g.oid = a.roleid WHERE a.member = r.oid) AS member_of,
       (SELECT pg_catalog.string_agg(COALESCE(d.datname || ': ', '') || s.setconfig::text, ', ' ORDER BY 1) FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase WHERE s.setrole = r.oid) AS settings
  FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY 1;
