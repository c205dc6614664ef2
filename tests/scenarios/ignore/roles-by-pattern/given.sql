CREATE ROLE app; CREATE ROLE "team*"; CREATE ROLE teams;
CREATE ROLE legacy_one LOGIN IN ROLE app; CREATE ROLE legacy_two IN ROLE legacy_one; CREATE ROLE "Legacy_three";
CREATE ROLE t1; CREATE ROLE t12; CREATE ROLE "[x]"; CREATE ROLE x;
ALTER ROLE legacy_one SET work_mem = '1MB';
