SELECT pg_catalog.current_setting('hba_file') AS file \gset
COPY (SELECT line FROM (VALUES
    (0, '# everybody on the machine'),
    (1, 'local  all  all  trust  # so far'),
    (2, ''),
    (3, '# what nobody needs'),
    (4, 'host all all 127.0.0.1/32 trust'),
    (5, 'host all all ::1/128 trust')) AS v (n, line) ORDER BY n) TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
