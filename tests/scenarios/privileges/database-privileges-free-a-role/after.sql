SELECT rolname FROM pg_roles WHERE oid > 16383 ORDER BY 1
