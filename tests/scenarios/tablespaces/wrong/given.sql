CREATE ROLE keeper; CREATE ROLE app; CREATE ROLE other;
SET allow_in_place_tablespaces = on;
CREATE TABLESPACE slow LOCATION '';
ALTER TABLESPACE slow SET (random_page_cost = 4, seq_page_cost = 2); GRANT CREATE ON TABLESPACE slow TO app;
CREATE TABLESPACE other LOCATION '';
