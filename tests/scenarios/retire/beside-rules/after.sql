SELECT roleid::regrole, member::regrole FROM pg_auth_members WHERE roleid = 'grp'::regrole ORDER BY 1, 2;
\connect shop
SELECT relnamespace::regnamespace, relacl FROM pg_class WHERE relname = 't' ORDER BY 1::text;
