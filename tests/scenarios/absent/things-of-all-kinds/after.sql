\connect shop
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname IN ('app', 'old', 'keep') UNION ALL SELECT nspname FROM pg_namespace WHERE nspname IN ('old', 'keep', 'app')
UNION ALL SELECT proname FROM pg_proc p WHERE pronamespace = 'old'::regnamespace UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'old'::regnamespace ORDER BY 1
