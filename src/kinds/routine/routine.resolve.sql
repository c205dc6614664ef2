-- $1: schema, $2: a routine as the manifest spells it: its name, and the types of its arguments as
-- they would be understood with that schema in the search path. What the answer says must not depend
-- on the search path, so it is put back before.
SELECT CASE WHEN pg_catalog.set_config('search_path', '', true) IS NOT NULL
            THEN p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' END AS name
  FROM (SELECT CASE WHEN pg_catalog.set_config('search_path', pg_catalog.quote_ident($1), true)
                         IS NOT NULL
                    THEN pg_catalog.to_regprocedure(
                             pg_catalog.quote_ident($1) || '.'
                             || pg_catalog.quote_ident(c.proname) || c.arguments) END AS oid
          FROM (SELECT DISTINCT n.proname,
                       CASE WHEN a.arguments ~ '^\(\s*\*\s*\)$' THEN '()'
                            ELSE a.arguments END AS arguments
                  FROM pg_catalog.pg_proc n
                 CROSS JOIN LATERAL (SELECT pg_catalog.btrim(pg_catalog.substr(
                                         $2, pg_catalog.length(n.proname) + 1)) AS arguments) a
                 WHERE n.pronamespace = (SELECT s.oid FROM pg_catalog.pg_namespace s
                                          WHERE s.nspname = $1)
                   AND pg_catalog.starts_with($2, n.proname)
                   AND pg_catalog.left(a.arguments, 1) = '(') c) r
  JOIN pg_catalog.pg_proc p ON p.oid = r.oid
