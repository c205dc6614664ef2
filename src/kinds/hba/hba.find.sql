-- In which of the names $2 the regular expression $1 is found, as the server finds it while it lets
-- nobody in yet: bytes are its characters then, so each becomes the character of its number. first:
-- what the first parentheses found; null where there are none, or they found nothing. Without any,
-- regexp_match() gives the whole: one more pair of them tells.
SELECT f.found IS NOT NULL,
       CASE WHEN pg_catalog.array_length(f.more, 1) > 1
            THEN pg_catalog.encode(pg_catalog.convert_to(f.found[1], 'LATIN1'), 'hex') END
  FROM (SELECT n.number,
               pg_catalog.regexp_match(n.name, e.expression COLLATE pg_catalog."C") AS found,
               pg_catalog.regexp_match(n.name, (e.expression || E'\n|()') COLLATE pg_catalog."C") AS more
          FROM (SELECT pg_catalog.convert_from($1::pg_catalog.bytea, 'LATIN1') AS expression) e,
               (SELECT pg_catalog.convert_from(u.bytes, 'LATIN1') AS name, u.number
                  FROM pg_catalog.unnest($2::pg_catalog.bytea[])
                       WITH ORDINALITY u (bytes, number)) n) f
 ORDER BY f.number
