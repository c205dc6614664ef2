SELECT line FROM pg_catalog.regexp_split_to_table(
    pg_catalog.pg_read_file(pg_catalog.current_setting('hba_file')), '\n') AS line;
SELECT type, database, user_name, address, netmask, auth_method, options, error
  FROM pg_catalog.pg_hba_file_rules ORDER BY line_number;
SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = 'shop';
