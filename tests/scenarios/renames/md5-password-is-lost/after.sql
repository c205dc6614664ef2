SELECT rolname, left(rolpassword, 5) FROM pg_authid WHERE rolcanlogin ORDER BY 1
