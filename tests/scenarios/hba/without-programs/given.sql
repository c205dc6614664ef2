CREATE ROLE writer LOGIN;
GRANT pg_read_all_settings, pg_read_server_files, pg_write_server_files TO writer;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text), pg_catalog.pg_hba_file_rules(),
    pg_catalog.pg_reload_conf() TO writer;
GRANT SELECT ON pg_catalog.pg_hba_file_rules TO writer;
SELECT pg_catalog.current_setting('hba_file') AS file \gset
COPY (SELECT line FROM (VALUES
    (0, '# mine'),
    (1, 'local all all trust')) AS v (n, line) ORDER BY n) TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
