-- All parameters, and of postgresql.auto.conf what stands there for them: the last line counts.
-- To read the files tells pg_settings what waits for a restart; so they are read first, for which
-- the condition stands at the end. fault: of a file that the server cannot read it says nothing
-- else, and it loads none of them. lacks: what setting it needs.
WITH lines AS MATERIALIZED (SELECT * FROM pg_catalog.pg_file_settings),
automatic AS (
    SELECT DISTINCT ON (pg_catalog.lower(l.name)) l.name, l.setting
      FROM lines l
     WHERE pg_catalog.right(l.sourcefile, 21) = '/postgresql.auto.conf' AND l.name IS NOT NULL
     ORDER BY pg_catalog.lower(l.name), l.seqno DESC)
SELECT COALESCE(a.name, s.name) AS name,
       a.setting AS value,
       s.context,
       s.vartype AS type,
       s.unit,
       s.min_val AS least,
       s.max_val AS most,
       s.enumvals AS words,
       s.pending_restart AS pending,
       s.source = 'command line' AS overridden,
       CASE WHEN pg_catalog.current_setting('allow_alter_system', true) = 'off'
            THEN 'allow_alter_system = on in postgresql.conf'
            WHEN NOT pg_catalog.has_parameter_privilege(COALESCE(s.name, a.name), 'ALTER SYSTEM')
            THEN 'ALTER SYSTEM on the parameter'
            WHEN NOT pg_catalog.has_function_privilege('pg_catalog.pg_reload_conf()', 'EXECUTE')
            THEN 'EXECUTE on pg_reload_conf()' END AS lacks,
       CASE WHEN pg_catalog.row_number() OVER () = 1 THEN
           (SELECT pg_catalog.format('%s, line %s: %s', l.sourcefile, l.sourceline, l.error)
              FROM lines l
             WHERE l.name IS NULL AND l.sourcefile IS NOT NULL AND l.error IS NOT NULL
             ORDER BY l.seqno
             LIMIT 1) END AS fault
  FROM pg_catalog.pg_settings s
  FULL JOIN automatic a ON pg_catalog.lower(a.name) = pg_catalog.lower(s.name)
 WHERE (SELECT pg_catalog.count(*) FROM lines) >= 0
