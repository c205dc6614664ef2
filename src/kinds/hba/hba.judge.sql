-- What the server has against the pg_hba.conf that is in place, which need not be the one that it
-- has loaded. A row without a type is a line that it refuses, even where it gives no error; a row
-- with a type and an error is a warning. file_name is there from PostgreSQL 16.
SELECT CASE WHEN pg_catalog.count(*) = 0
            THEN 'The file has no rule, so nobody could connect.'
            ELSE pg_catalog.string_agg(
                pg_catalog.concat('line ', rule.line_number, ' of '
                    || NULLIF(pg_catalog.to_jsonb(rule) ->> 'file_name',
                              pg_catalog.current_setting('hba_file')), ': ',
                    COALESCE(rule.error, 'it gives no reason')),
                pg_catalog.chr(10) ORDER BY rule.line_number)
                FILTER (WHERE rule.type IS NULL) END
  FROM pg_catalog.pg_hba_file_rules AS rule
