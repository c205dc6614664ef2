CREATE DATABASE shop;
DO $$BEGIN
  FOR i IN 1..96 LOOP
    EXECUTE format('CREATE ROLE %I', 'r_' || lpad(i::text, 3, '0'));
    EXECUTE format('GRANT CREATE ON DATABASE shop TO %I', 'r_' || lpad(i::text, 3, '0'));
  END LOOP;
  FOR i IN 1..5 LOOP
    EXECUTE format('CREATE ROLE %I IN ROLE pg_monitor', 'm_' || i);
  END LOOP;
END$$;
