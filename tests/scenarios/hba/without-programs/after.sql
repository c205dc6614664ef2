SELECT line FROM pg_catalog.regexp_split_to_table(
    pg_catalog.pg_read_file(pg_catalog.current_setting('hba_file')), '\n') AS line;
