SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
       rolconnlimit, rolvaliduntil, pg_catalog.shobj_description(oid, 'pg_authid')
  FROM pg_catalog.pg_roles WHERE rolname IN ('worker', 'same') ORDER BY rolname;
