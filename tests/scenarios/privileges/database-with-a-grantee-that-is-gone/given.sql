CREATE DATABASE shop;
CREATE ROLE "PUBLIC";
GRANT CREATE ON DATABASE shop TO "PUBLIC";
UPDATE pg_database SET datacl = datacl || makeaclitem(99999, 10, 'CONNECT', false) WHERE datname = 'shop';
