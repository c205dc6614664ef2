SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1
