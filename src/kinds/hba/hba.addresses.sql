-- The server's address that this session came in by; null where it came by a Unix socket.
SELECT pg_catalog.host(pg_catalog.inet_server_addr())
