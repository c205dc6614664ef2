SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'public';
