SELECT r.rolname, m.rolname AS member, r.rolcanlogin FROM pg_catalog.pg_roles r
  LEFT JOIN pg_catalog.pg_auth_members a ON a.roleid = r.oid LEFT JOIN pg_catalog.pg_roles m ON m.oid = a.member
 WHERE r.rolname IN ('PUBLIC', 'NONE', 'x') ORDER BY 1, 2;
