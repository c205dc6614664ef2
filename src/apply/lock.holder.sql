-- the two halves of lock.sql's key
SELECT pg_catalog.format('The lock is held by process %s of role %s (%s)%s.', l.pid, a.usename,
                         COALESCE(NULLIF(a.application_name, ''), 'no application name'),
                         ' since ' || pg_catalog.to_char(a.backend_start,
                                                         'YYYY-MM-DD HH24:MI:SS "UTC"'))
  FROM pg_catalog.pg_locks l
  JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory'
   AND l.granted
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                      WHERE d.datname = pg_catalog.current_database())
   AND l.classid = 112
   AND l.objid = 1735225186
   AND l.objsubid = 1
