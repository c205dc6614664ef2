SELECT datname, datacl FROM pg_database WHERE datname IN ('made', 'undone', 'shortened') ORDER BY 1
