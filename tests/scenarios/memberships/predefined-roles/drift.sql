GRANT pg_read_server_files TO watcher;
