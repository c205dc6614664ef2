SELECT pg_catalog.format('ALTER ROLE %I CREATEDB', rolname) FROM pg_catalog.pg_roles
 WHERE rolname IN ('1e3', 'a.b', 'with"quote', 'PUBLIC') ORDER BY 1 \gexec
