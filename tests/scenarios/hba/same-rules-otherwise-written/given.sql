SELECT pg_catalog.current_setting('hba_file') AS file \gset
COPY (SELECT line FROM (VALUES
    (0, '# of somebody'),
    (1, ''),
    (2, '   local all   all trust  # why not'),
    (3, 'host shop,all "other name" 10.0.0.0   255.0.0.0 trust'),
    (4, '')) AS v (n, line) ORDER BY n) TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
