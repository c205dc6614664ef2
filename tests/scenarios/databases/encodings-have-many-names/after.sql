SELECT datname, pg_encoding_to_char(encoding) FROM pg_database WHERE length(datname) = 1 ORDER BY 1;
