-- $1: schema, $2: a routine as the manifest spells it: its name, and its arguments as they would be
-- understood with that schema in the search path, with the types alone or as \df and pg_dump write
-- them (names, OUT, VARIADIC, ORDER BY). Each type is looked up alone: for to_regprocedure() one
-- needs USAGE on the schema. What the answer says must not depend on the search path, so it is put
-- back before.
WITH candidate AS (
  SELECT n.oid, n.proname, a.arguments
    FROM pg_catalog.pg_proc n
   CROSS JOIN LATERAL (SELECT pg_catalog.btrim(pg_catalog.substr(
                           $2, pg_catalog.length(n.proname) + 1)) AS arguments) a
   WHERE n.pronamespace = (SELECT s.oid FROM pg_catalog.pg_namespace s WHERE s.nspname = $1)
     AND pg_catalog.starts_with($2, n.proname)
     AND pg_catalog.left(a.arguments, 1) = '('
), types AS (
  SELECT c.oid,
         CASE WHEN c.arguments ~ '^\(\s*\*\s*\)$' THEN '()'
              ELSE pg_catalog.regexp_replace(c.arguments, '([(,]\s*)variadic\s+([^,]*\))$',
                                             '\1\2', 'i') END AS arguments
    FROM candidate c
   WHERE pg_catalog.regexp_replace(c.arguments, '"([^"]|"")*"', 'q', 'g')
         ~ '^\(([^()]|\([^()]*\))*\)$'
     AND pg_catalog.regexp_replace(c.arguments, '"([^"]|"")*"', 'q', 'g')
         !~ '([(,]\s*,|,\s*\))'
)
SELECT CASE WHEN pg_catalog.set_config('search_path', '', true) IS NOT NULL
            THEN p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' END AS name
  FROM (SELECT CASE WHEN pg_catalog.set_config('search_path', pg_catalog.quote_ident($1), true)
                         IS NOT NULL
                    THEN COALESCE(
                      (SELECT c.oid
                         FROM candidate c
                        WHERE c.arguments = '('
                              || pg_catalog.pg_get_function_identity_arguments(c.oid) || ')'),
                      (SELECT p.oid
                         FROM types t
                         JOIN pg_catalog.pg_proc p ON p.oid = t.oid
                        WHERE pg_catalog.array_to_string(p.proargtypes, ' ') = COALESCE(
                                (SELECT pg_catalog.string_agg(
                                            COALESCE(pg_catalog.to_regtype(m.word[1])
                                                         ::pg_catalog.oid::text, '?'),
                                            ' ' ORDER BY m.position)
                                   FROM pg_catalog.regexp_matches(
                                            pg_catalog.substr(t.arguments, 2,
                                                              pg_catalog.length(t.arguments) - 2),
                                            '((?:[^,()"]|"(?:[^"]|"")*"|\([^()]*\))+)', 'g')
                                        WITH ORDINALITY m (word, position)
                                  WHERE pg_catalog.btrim(m.word[1]) <> ''), '')))
               END AS oid) r
  JOIN pg_catalog.pg_proc p ON p.oid = r.oid
