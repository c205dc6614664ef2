ALTER SYSTEM SET primary_conninfo = 'host=old password=geheim0';
