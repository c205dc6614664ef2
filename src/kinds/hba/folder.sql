-- What is in a folder that a file includes.
SELECT pg_catalog.pg_ls_dir($1)
