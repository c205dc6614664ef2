-- What a regular expression ($2) of pg_hba.conf or pg_ident.conf finds in a name ($1), both as bytes.
-- Whoever looks has no database yet, and so no encoding: each byte is a character of its own to it.
-- LATIN1 has one for each byte. first: what the first parentheses found, in hexadecimal. Where there
-- are none regexp_match() gives the whole: one more pair of them tells.
SELECT f.found IS NOT NULL AS found,
       CASE WHEN pg_catalog.array_length(f.more, 1) > 1
            THEN pg_catalog.encode(pg_catalog.convert_to(f.found[1], 'LATIN1'), 'hex')
       END AS first
  FROM (SELECT pg_catalog.regexp_match(t.name COLLATE "C", t.expression) AS found,
               pg_catalog.regexp_match(t.name COLLATE "C", t.expression || E'\n|()') AS more
          FROM (SELECT pg_catalog.convert_from($1::bytea, 'LATIN1') AS name,
                       pg_catalog.convert_from($2::bytea, 'LATIN1') AS expression) t) f
