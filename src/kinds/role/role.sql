SELECT r.oid AS own_oid,
       r.rolname AS name,
       r.rolsuper AS superuser,
       r.rolinherit AS inherit,
       r.rolcreaterole AS createrole,
       r.rolcreatedb AS createdb,
       r.rolcanlogin AS login,
       r.rolreplication AS replication,
       r.rolbypassrls AS bypassrls,
       r.rolconnlimit AS connection_limit,
       r.rolvaliduntil AS valid_until,
       r.rolpassword AS verifier,
       true AS verifier_known,
       d.description AS comment,
       r.oid = 10 AS bootstrap
  FROM pg_catalog.pg_authid r
  LEFT JOIN pg_catalog.pg_shdescription d
    ON d.objoid = r.oid AND d.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass
