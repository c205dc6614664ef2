SELECT datname, datacl FROM pg_database WHERE datname IN ('shop', 'store', 'unlisted') ORDER BY 1
