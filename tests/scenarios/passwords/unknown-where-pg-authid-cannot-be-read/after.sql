SELECT rolname, rolpassword LIKE 'SCRAM-SHA-256$4096:%' OR rolpassword LIKE 'md5%' AS has_one FROM pg_catalog.pg_authid WHERE rolname IN ('new', 'there') ORDER BY 1;
