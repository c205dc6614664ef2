-- The address at which this session found the server.
SELECT pg_catalog.host(pg_catalog.inet_server_addr())
