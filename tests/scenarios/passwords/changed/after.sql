SELECT rolname, rolpassword IS NULL AS none, rolpassword ~ '^SCRAM-SHA-256[$]4096:[A-Za-z0-9+/=]{24}[$]' AS scram
  FROM pg_catalog.pg_authid WHERE rolname !~ '^pg_' AND rolname <> 'postgres' ORDER BY rolname;
