SELECT pg_catalog.current_setting('hba_file') AS file \gset
COPY (SELECT line FROM (VALUES
    (0, 'local all all trust'),
    (1, 'host shop app 10.1.0.0/16 md5'),
    (2, 'host all all 0.0.0.0/0 md5'),
    (3, 'host shop +staff 10.1.2.3/32 md5')) AS v (n, line) ORDER BY n) TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
