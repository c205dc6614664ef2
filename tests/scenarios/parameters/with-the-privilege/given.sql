CREATE ROLE plain;
GRANT SELECT ON pg_catalog.pg_file_settings TO plain;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() TO plain;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() TO plain;
GRANT ALTER SYSTEM ON PARAMETER work_mem TO plain;
