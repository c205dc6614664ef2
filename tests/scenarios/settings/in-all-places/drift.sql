ALTER ROLE app SET random_page_cost = 2; ALTER ROLE ALL RESET ALL; ALTER DATABASE shop SET work_mem = '31MB';
