SELECT pg_catalog.format('CREATE ROLE %I', 'member_' || pg_catalog.lpad(n::text, 2, '0')) FROM pg_catalog.generate_series(1, 12) n \gexec
CREATE ROLE old; 
SELECT pg_catalog.format('GRANT old TO %I', 'member_' || pg_catalog.lpad(n::text, 2, '0')) FROM pg_catalog.generate_series(1, 2) n \gexec
