SELECT pg_catalog.current_setting('hba_file') AS file \gset
COPY (SELECT line FROM (VALUES
    (0, 'local all all trust'),
    (1, 'local all "+x","a ""b"", c" reject'),
    (2, 'host replication all 0.0.0.0/0 reject')) AS v (n, line) ORDER BY n) TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
