SELECT pg_catalog.current_setting('hba_file') AS file \gset
COPY (SELECT line FROM (VALUES
    (0, '# mine'),
    (1, 'local all all trust')) AS v (n, line) ORDER BY n) TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
