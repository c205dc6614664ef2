-- What is in a folder of which the files are included.
SELECT n.name FROM pg_catalog.pg_ls_dir($1) n (name)
