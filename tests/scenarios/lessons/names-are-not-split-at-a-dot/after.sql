SELECT relnamespace::regnamespace AS schema, relname, relowner::regrole AS owner FROM pg_catalog.pg_class WHERE relname IN ('c', 'b.c') ORDER BY 1;
