SELECT datname, datlocprovider FROM pg_catalog.pg_database WHERE datname = 'shop';
