-- Clients. How those came in that the role may not see is not known: without pg_read_all_stats it
-- sees its own sessions and those of roles whose privileges it has. What serves the whole server has no
-- database, as physical replication has none. client_port is -1 for a Unix socket. What else this
-- run is connected to comes and goes with it.
SELECT a.usename AS "user",
       COALESCE(a.datname, '') AS database,
       COALESCE(pg_catalog.host(a.client_addr), '') AS address,
       COALESCE(a.client_hostname, '') AS host,
       CASE WHEN s.ssl THEN 'ssl' WHEN g.encrypted THEN 'gss' ELSE 'none' END AS encryption,
       COALESCE(a.backend_type = 'walsender', w.pid IS NOT NULL) AS walsender,
       a.pid = pg_catalog.pg_backend_pid() AS own,
       a.backend_type IS NOT NULL AS seen,
       pg_catalog.count(*) AS count
  FROM pg_catalog.pg_stat_activity a
  LEFT JOIN pg_catalog.pg_stat_ssl s USING (pid)
  LEFT JOIN pg_catalog.pg_stat_gssapi g USING (pid)
  LEFT JOIN pg_catalog.pg_stat_get_wal_senders() w USING (pid)
 WHERE a.usename IS NOT NULL
   AND (a.pid = pg_catalog.pg_backend_pid() OR a.usename <> session_user
        OR a.application_name <> pg_catalog.current_setting('application_name'))
   AND (a.backend_type IS NULL AND (a.datid IS NOT NULL OR w.pid IS NOT NULL)
        OR a.backend_type IN ('client backend', 'walsender') AND a.client_port IS NOT NULL)
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
