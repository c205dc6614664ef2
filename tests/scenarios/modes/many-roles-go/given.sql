SELECT pg_catalog.format('CREATE ROLE %I LOGIN', 'old_' || n) FROM pg_catalog.generate_series(10, 30) n \gexec
