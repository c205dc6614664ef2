CREATE ROLE plain LOGIN CREATEROLE;
GRANT pg_read_all_settings, pg_read_server_files TO plain;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO plain;
