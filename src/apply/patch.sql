-- Whether the file that the setting $1 names has the text $2, and the server has read its files
-- since $3.
SELECT pg_catalog.pg_read_file(pg_catalog.current_setting($1)) = $2
       AND pg_catalog.pg_conf_load_time() > CAST($3 AS pg_catalog.timestamptz)
