-- where the lock may be taken, the best first
SELECT d.datname
  FROM pg_catalog.pg_database d
 WHERE d.datallowconn
   AND NOT d.datistemplate
   AND pg_catalog.has_database_privilege(session_user, d.oid, 'CONNECT')
 ORDER BY d.datname <> 'postgres', d.oid
