-- The file of maps, and whether names in them are compared without case where Kerberos is in use.
SELECT pg_catalog.current_setting('ident_file'),
       pg_catalog.current_setting('krb_caseins_users')
