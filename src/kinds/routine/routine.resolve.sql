-- $1: schema, $2: a routine as the manifest spells it
SELECT p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')'
  FROM pg_catalog.pg_proc p
 WHERE p.oid = pg_catalog.to_regprocedure(
           pg_catalog.quote_ident($1) || '.'
           || pg_catalog.quote_ident(pg_catalog.rtrim(pg_catalog.split_part($2, '(', 1)))
           || pg_catalog.substr($2, pg_catalog.strpos($2, '(')))
