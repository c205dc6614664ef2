-- What besides pg_hba.conf decides who is let in.
SELECT pg_catalog.current_setting('ident_file'),
       pg_catalog.current_setting('ssl'),
       pg_catalog.current_setting('krb_caseins_users')
