SELECT pg_catalog.shobj_description(10, 'pg_authid'), setconfig FROM pg_catalog.pg_db_role_setting;
