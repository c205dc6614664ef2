-- What there is to know of parameters that others set for roles and databases.
SELECT s.name,
       s.context,
       s.vartype AS type,
       s.unit,
       s.min_val AS least,
       s.max_val AS most,
       s.enumvals AS words
  FROM pg_catalog.pg_settings s
