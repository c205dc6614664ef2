SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
       rolconnlimit, rolvaliduntil, rolpassword IS NOT NULL AS has_password,
       pg_catalog.shobj_description(oid, 'pg_authid')
  FROM pg_catalog.pg_authid WHERE rolname = 'worker';
