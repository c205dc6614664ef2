SELECT rolname, left(rolpassword, 5) FROM pg_authid WHERE rolcanlogin AND rolname <> 'postgres' ORDER BY 1
