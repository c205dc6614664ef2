-- the key is "pgmob" in ASCII
SELECT pg_catalog.pg_advisory_lock(482771562338)
