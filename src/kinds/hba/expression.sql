-- What a regular expression of pg_hba.conf finds in a name. Whoever checks it has no database yet,
-- and so no encoding: each byte is a character of its own to it. LATIN1 has one for each byte.
SELECT f.found IS NOT NULL AS found,
       pg_catalog.convert_from(pg_catalog.convert_to(f.found[1], 'LATIN1'),
                               pg_catalog.getdatabaseencoding()) AS first
  FROM (SELECT pg_catalog.regexp_match(
                   pg_catalog.convert_from(pg_catalog.convert_to($1::text,
                       pg_catalog.getdatabaseencoding()), 'LATIN1') COLLATE "C",
                   pg_catalog.convert_from(pg_catalog.convert_to($2::text,
                       pg_catalog.getdatabaseencoding()), 'LATIN1')) AS found) f
