SELECT pg_catalog.current_setting('hba_file') AS file,
       pg_catalog.replace(pg_catalog.pg_read_file(pg_catalog.current_setting('hba_file')),
                          '10.0.0.0/8', '0.0.0.0/0') AS text \gset
COPY (SELECT line FROM pg_catalog.regexp_split_to_table(pg_catalog.rtrim(:'text', E'\n'), '\n')
        AS line) TO :'file';
SELECT pg_catalog.pg_reload_conf() \g /dev/null
