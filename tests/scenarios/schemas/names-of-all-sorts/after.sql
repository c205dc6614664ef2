SELECT count(*), md5(string_agg(nspname, '|' ORDER BY nspname COLLATE "C")) FROM pg_namespace WHERE nspowner = '"own''er"'::regrole;
