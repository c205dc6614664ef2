-- Clients, as far as the role may see how they came in: without pg_read_all_stats only its own
-- sessions and those of roles whose privileges it has. client_port tells a Unix socket (-1) from
-- what must not be seen.
SELECT a.usename AS "user",
       COALESCE(a.datname, '') AS database,
       COALESCE(pg_catalog.host(a.client_addr), '') AS address,
       COALESCE(a.client_hostname, '') AS host,
       CASE WHEN s.ssl THEN 'ssl' WHEN g.encrypted THEN 'gss' ELSE 'none' END AS encryption,
       a.backend_type = 'walsender' AS walsender,
       a.pid = pg_catalog.pg_backend_pid() AS own,
       pg_catalog.count(*) AS count
  FROM pg_catalog.pg_stat_activity a
  LEFT JOIN pg_catalog.pg_stat_ssl s USING (pid)
  LEFT JOIN pg_catalog.pg_stat_gssapi g USING (pid)
 WHERE a.backend_type IN ('client backend', 'walsender')
   AND a.usename IS NOT NULL
   AND a.client_port IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5, 6, 7
