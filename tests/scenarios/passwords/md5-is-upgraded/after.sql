SELECT rolname, left(rolpassword, 5) FROM pg_authid WHERE rolcanlogin AND rolpassword IS NOT NULL ORDER BY 1
