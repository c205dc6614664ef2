SELECT datacl FROM pg_database WHERE datname = 'shop'
