CREATE ROLE same; ALTER ROLE same SET search_path = ''; ALTER ROLE same SET application_name = '';
CREATE ROLE current;
SET search_path = ''; ALTER ROLE current SET search_path FROM CURRENT;
