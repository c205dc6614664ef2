-- A file that pg_hba.conf or pg_ident.conf includes.
SELECT pg_catalog.pg_read_file($1)
