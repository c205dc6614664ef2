-- $1: the schema that the manifest writes, or NULL; $2: an extension that the database does not have
SELECT a.name IS NOT NULL AS available,
       pg_catalog.array_to_string(v.requires, '/') AS requires,
       v.schema AS own_schema,
       COALESCE($1::pg_catalog.name, v.schema, 'public') AS schema
  FROM (SELECT $2::pg_catalog.text AS name) w
  LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = w.name
  LEFT JOIN pg_catalog.pg_available_extension_versions v
    ON v.name = a.name AND v.version = a.default_version
