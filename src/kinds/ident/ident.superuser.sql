-- The same for a superuser, who lacks nothing, and may also ask for what is not there: a server does
-- without this file. So many bytes are more than anybody has in it.
SELECT COALESCE(pg_catalog.pg_read_file(f.path, 0, 16777216, true), '') AS text,
       f.path,
       pg_catalog.current_setting('server_version_num') AS version,
       CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_language l WHERE l.lanname = 'plpgsql')
            THEN 'the language plpgsql in this database' END AS lacks,
       true AS programs,
       true AS exports
  FROM (SELECT pg_catalog.current_setting('ident_file') AS path) f
