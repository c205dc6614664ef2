SELECT spcname, spcowner::regrole, spcacl, spcoptions FROM pg_tablespace WHERE oid >= 16384 ORDER BY 1
