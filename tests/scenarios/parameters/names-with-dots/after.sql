SELECT name, setting FROM pg_catalog.pg_file_settings WHERE sourcefile LIKE '%auto.conf' ORDER BY name COLLATE "C"
