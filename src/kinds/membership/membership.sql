-- Rows of one member come together, which are cheaper to sort by name.
SELECT a.roleid AS role_oid,
       a.member AS member_oid,
       a.grantor AS granted_by_oid,
       a.admin_option AS admin,
       a.inherit_option AS inherit,
       a.set_option AS set
  FROM pg_catalog.pg_auth_members a
 ORDER BY a.member, a.roleid
