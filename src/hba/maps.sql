-- The file of maps, how names in them are compared where Kerberos is in use, and its text: none
-- where there is no such file, as for the server itself.
SELECT f.path,
       pg_catalog.current_setting('krb_caseins_users'),
       COALESCE(pg_catalog.pg_read_file(f.path, 0, 2147483647, true), '')
  FROM (SELECT pg_catalog.current_setting('ident_file') AS path) f
