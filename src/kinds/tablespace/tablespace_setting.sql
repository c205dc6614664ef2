SELECT t.spcname AS tablespace,
       pg_catalog.split_part(o.option, '=', 1) AS name,
       pg_catalog.substr(o.option, pg_catalog.strpos(o.option, '=') + 1) AS value
  FROM pg_catalog.pg_tablespace t
 CROSS JOIN LATERAL pg_catalog.unnest(t.spcoptions) AS o (option)
