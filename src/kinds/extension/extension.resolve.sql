-- $1, $3: the schema and version that the manifest writes, or NULL; $2: the extension; $4: the version
-- that the database has, or NULL where it does not have the extension
SELECT CASE WHEN w.there IS NULL THEN a.name IS NOT NULL END AS available,
       pg_catalog.array_to_string(v.requires, '/') AS requires,
       v.schema AS own_schema,
       COALESCE(v.superuser AND NOT v.trusted,
                (SELECT pg_catalog.bool_or(u.superuser AND NOT u.trusted)
                   FROM pg_catalog.pg_available_extension_versions u
                  WHERE u.name = w.name AND u.version = w.version)) AS restricted,
       CASE WHEN w.there IS NULL AND v.schema IS NULL
            THEN COALESCE($1::pg_catalog.name, 'public') END AS schema,
       CASE WHEN w.there IS NULL THEN w.version IS NULL OR v.version IS NOT NULL
            ELSE EXISTS (SELECT FROM pg_catalog.pg_extension_update_paths(w.name) p
                          WHERE p.source = w.there AND p.target = w.version
                            AND p.path IS NOT NULL)
       END AS reachable
  FROM (SELECT $2::pg_catalog.name AS name, $3::pg_catalog.text AS version,
               $4::pg_catalog.text AS there) w
  LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = w.name AND w.there IS NULL
  LEFT JOIN pg_catalog.pg_available_extension_versions v
    ON v.name = a.name AND v.version = COALESCE(w.version, a.default_version)
