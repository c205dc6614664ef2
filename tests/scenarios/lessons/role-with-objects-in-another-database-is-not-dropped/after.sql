SELECT r.rolname AS role, r.rolcanlogin AS login,
       (SELECT pg_catalog.string_agg(g.rolname, ', ' ORDER BY g.rolname) FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles g ON g.oid = a.roleid WHERE a.member = r.oid) AS member_of
  FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY 1;
