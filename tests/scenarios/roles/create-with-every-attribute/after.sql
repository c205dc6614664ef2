SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
       rolconnlimit, rolvaliduntil, pg_catalog.shobj_description(oid, 'pg_authid')
  FROM pg_catalog.pg_roles WHERE rolname IN ('boss', 'nothing_said') ORDER BY rolname;
