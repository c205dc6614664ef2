-- pg_hba.conf as it stands in the file, comments and all: what the server made of it is no
-- measure, since pg_hba_file_rules loses quotes and comments.
SELECT
    pg_catalog.pg_read_file(pg_catalog.current_setting('hba_file')) AS text,
    pg_catalog.current_setting('hba_file') AS path
