SELECT pg_catalog.count(*) AS schemas FROM pg_catalog.pg_namespace WHERE nspname = 's';
\connect d1
SELECT pg_catalog.count(*) AS schemas FROM pg_catalog.pg_namespace WHERE nspname = 's';
\connect d3
SELECT pg_catalog.count(*) AS schemas FROM pg_catalog.pg_namespace WHERE nspname = 's';
\connect d5
SELECT pg_catalog.count(*) AS schemas FROM pg_catalog.pg_namespace WHERE nspname = 's';
