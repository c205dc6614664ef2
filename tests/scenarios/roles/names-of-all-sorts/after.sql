SELECT pg_catalog.count(*) AS members,
       pg_catalog.md5(pg_catalog.string_agg(m.rolname, '|' ORDER BY m.rolname COLLATE "C")) AS names,
       pg_catalog.count(s.setconfig) AS settings
  FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles m ON m.oid = a.member
  LEFT JOIN pg_catalog.pg_db_role_setting s ON s.setrole = m.oid
 WHERE a.roleid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = 'a group');
