\connect shop
SELECT tableowner, tablename, policyname, roles FROM pg_tables t JOIN pg_policies p USING (schemaname, tablename) ORDER BY 2, 3;
