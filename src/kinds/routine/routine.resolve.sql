-- $1: schema, $2: a routine as the manifest spells it: its name, and its arguments as they would be
-- understood with that schema in the search path, with the types alone or as \df and pg_dump write
-- them (names, OUT, VARIADIC, ORDER BY). What is no list in parentheses is never given to
-- to_regprocedure(), which fails then. What the answer says must not depend on the search path, so
-- it is put back before.
WITH candidate AS (
  SELECT n.oid, n.proname, a.arguments
    FROM pg_catalog.pg_proc n
   CROSS JOIN LATERAL (SELECT pg_catalog.btrim(pg_catalog.substr(
                           $2, pg_catalog.length(n.proname) + 1)) AS arguments) a
   WHERE n.pronamespace = (SELECT s.oid FROM pg_catalog.pg_namespace s WHERE s.nspname = $1)
     AND pg_catalog.starts_with($2, n.proname)
     AND pg_catalog.left(a.arguments, 1) = '('
), types AS (
  SELECT DISTINCT c.proname,
         CASE WHEN c.arguments ~ '^\(\s*\*\s*\)$' THEN '()'
              ELSE pg_catalog.regexp_replace(c.arguments, '([(,]\s*)variadic\s+([^,]*\))$',
                                             '\1\2', 'i') END AS arguments
    FROM candidate c
   WHERE pg_catalog.regexp_replace(c.arguments, '"([^"]|"")*"', '', 'g')
         ~ '^\(([^()]|\([^()]*\))*\)$'
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
                      (SELECT pg_catalog.to_regprocedure(
                                  pg_catalog.quote_ident($1) || '.'
                                  || pg_catalog.quote_ident(t.proname) || t.arguments)::pg_catalog.oid
                         FROM types t))
               END AS oid) r
  JOIN pg_catalog.pg_proc p ON p.oid = r.oid
