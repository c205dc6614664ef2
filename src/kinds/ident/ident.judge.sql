-- What the server has against the pg_ident.conf that is in place, from PostgreSQL 15. file_name is
-- there from 16.
SELECT pg_catalog.string_agg(
           pg_catalog.concat('line ', map.line_number, ' of '
               || NULLIF(pg_catalog.to_jsonb(map) ->> 'file_name',
                         pg_catalog.current_setting('ident_file')), ': ',
               COALESCE(map.error, 'it gives no reason')),
           pg_catalog.chr(10) ORDER BY map.line_number)
       FILTER (WHERE map.map_name IS NULL)
  FROM pg_catalog.pg_ident_file_mappings AS map
