-- A file that another one includes, as the server would read it.
SELECT pg_catalog.pg_read_file($1)
