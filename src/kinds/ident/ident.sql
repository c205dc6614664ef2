-- pg_ident.conf as it stands in the file, comments and all. lacks: what writing it needs; what
-- judges it, pg_ident_file_mappings, is there from PostgreSQL 15.
SELECT pg_catalog.pg_read_file(f.path) AS text,
       f.path,
       pg_catalog.current_setting('server_version_num') AS version,
       NULLIF(pg_catalog.concat_ws(', ',
           CASE WHEN NOT f.programs
                 AND NOT pg_catalog.pg_has_role('pg_write_server_files', 'USAGE')
                THEN 'membership in pg_execute_server_program or pg_write_server_files' END,
           (SELECT 'EXECUTE on ' || p.proname || '()'
              FROM pg_catalog.pg_proc p
             WHERE p.proname = 'pg_ident_file_mappings'
               AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
               AND NOT pg_catalog.has_function_privilege(p.oid, 'EXECUTE')),
           (SELECT 'SELECT on ' || c.relname
              FROM pg_catalog.pg_class c
             WHERE c.relname = 'pg_ident_file_mappings'
               AND c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
               AND NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')),
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
  FROM (SELECT pg_catalog.current_setting('ident_file') AS path,
               pg_catalog.pg_has_role('pg_execute_server_program', 'USAGE') AS programs) f
