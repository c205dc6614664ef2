SELECT d.datname AS name,
       r.rolname AS owner,
       pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS lc_collate,
       d.datctype AS lc_ctype,
       CASE d.datlocprovider WHEN 'b' THEN 'builtin' WHEN 'i' THEN 'icu' ELSE 'libc' END
         AS locale_provider,
       CASE WHEN d.datlocprovider = 'i' THEN d.datlocale END AS icu_locale,
       CASE WHEN d.datlocprovider = 'b' THEN d.datlocale END AS builtin_locale,
       d.daticurules AS icu_rules,
       t.spcname AS tablespace,
       d.datconnlimit AS connection_limit,
       d.datallowconn AS allow_connections,
       d.datistemplate AS is_template,
       c.description AS comment,
       d.datacl AS acl
  FROM pg_catalog.pg_database d
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = d.datdba
  LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
  LEFT JOIN pg_catalog.pg_shdescription c
    ON c.objoid = d.oid AND c.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
