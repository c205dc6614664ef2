SELECT m.rolname AS member, r.rolname AS role, g.rolname AS grantor, a.admin_option AS admin, a.inherit_option AS inherit, a.set_option AS set
  FROM pg_catalog.pg_auth_members a
  JOIN pg_catalog.pg_roles r ON r.oid = a.roleid
  JOIN pg_catalog.pg_roles m ON m.oid = a.member
  LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantor
 WHERE m.rolname !~ '^pg_'
 ORDER BY 1, 2, 3;
