-- pg_hba.conf as it stands in the file, comments and all: what the server made of it is no
-- measure, since pg_hba_file_rules loses quotes and comments. lacks: what writing it needs.
SELECT pg_catalog.pg_read_file(f.path) AS text,
       f.path,
       pg_catalog.current_setting('server_version_num') AS version,
       NULLIF(pg_catalog.concat_ws(', ',
           CASE WHEN NOT f.programs
                 AND NOT pg_catalog.pg_has_role('pg_write_server_files', 'USAGE')
                THEN 'membership in pg_execute_server_program or pg_write_server_files' END,
           CASE WHEN NOT pg_catalog.has_function_privilege('pg_catalog.pg_hba_file_rules()',
                                                           'EXECUTE')
                THEN 'EXECUTE on pg_hba_file_rules()' END,
           CASE WHEN NOT pg_catalog.has_table_privilege('pg_catalog.pg_hba_file_rules', 'SELECT')
                THEN 'SELECT on pg_hba_file_rules' END,
           CASE WHEN NOT pg_catalog.has_function_privilege('pg_catalog.pg_reload_conf()',
                                                           'EXECUTE')
                THEN 'EXECUTE on pg_reload_conf()' END,
           CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_language l
                                  WHERE l.lanname = 'plpgsql'
                                    AND pg_catalog.has_language_privilege(l.oid, 'USAGE'))
                THEN 'the language plpgsql in this database' END), '') AS lacks,
       f.programs,
       pg_catalog.has_function_privilege('pg_catalog.lo_export(oid, text)', 'EXECUTE')
       AND pg_catalog.has_function_privilege('pg_catalog.lo_from_bytea(oid, bytea)', 'EXECUTE')
       AND pg_catalog.has_function_privilege('pg_catalog.lo_unlink(oid)', 'EXECUTE') AS exports
  FROM (SELECT pg_catalog.current_setting('hba_file') AS path,
               pg_catalog.pg_has_role('pg_execute_server_program', 'USAGE') AS programs) f
