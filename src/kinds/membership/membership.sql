-- the order is no promise: rows of one member that come together are cheaper to sort by name
SELECT r.rolname AS role,
       m.rolname AS member,
       g.rolname AS granted_by,
       a.admin_option AS admin,
       a.inherit_option AS inherit,
       a.set_option AS set
  FROM pg_catalog.pg_auth_members a
  JOIN pg_catalog.pg_roles r ON r.oid = a.roleid
  JOIN pg_catalog.pg_roles m ON m.oid = a.member
  LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantor
 ORDER BY a.member, a.roleid
