-- Names are looked up, not joined: right after roles were made the planner takes the tables for
-- small ones. Only the grantor may be gone. The order is no promise: rows of one member that come
-- together are cheaper to sort.
SELECT pg_catalog.pg_get_userbyid(a.roleid) AS role,
       pg_catalog.pg_get_userbyid(a.member) AS member,
       g.rolname AS granted_by,
       a.admin_option AS admin
  FROM (SELECT * FROM pg_catalog.pg_auth_members ORDER BY member, roleid OFFSET 0) a
  LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantor
