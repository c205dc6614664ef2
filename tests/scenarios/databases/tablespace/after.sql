SELECT d.datname, r.rolname AS owner, pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, d.datcollate, d.datctype,
       d.datconnlimit, d.datallowconn, d.datistemplate, t.spcname AS tablespace,
       pg_catalog.shobj_description(d.oid, 'pg_database') AS comment
  FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles r ON r.oid = d.datdba
  JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
 WHERE d.datname NOT IN ('postgres', 'template0', 'template1') ORDER BY d.datname COLLATE "C";
