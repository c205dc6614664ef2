-- What decides besides the rules: whether there is TLS, and whether maps are looked through without
-- case where Kerberos is in use.
SELECT pg_catalog.current_setting('ssl'),
       pg_catalog.current_setting('krb_caseins_users')
