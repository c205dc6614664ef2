SELECT r.rolname, r.rolcanlogin AS login, r.rolcreatedb AS createdb,
       (SELECT pg_catalog.string_agg(g.rolname, ', ' ORDER BY g.rolname) FROM pg_catalog.pg_auth_members a
          JOIN pg_catalog.pg_roles g ON g.oid = a.roleid WHERE a.member = r.oid) AS member_of,
       (SELECT pg_catalog.string_agg(c, ', ' ORDER BY c) FROM pg_catalog.pg_db_role_setting s,
               pg_catalog.unnest(s.setconfig) c WHERE s.setrole = r.oid) AS settings
  FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_' AND r.rolname <> 'postgres' ORDER BY 1;
