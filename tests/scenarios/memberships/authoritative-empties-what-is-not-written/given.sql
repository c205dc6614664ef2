CREATE ROLE team; CREATE ROLE app IN ROLE team, pg_monitor; CREATE ROLE kept IN ROLE team, pg_monitor;
GRANT team TO postgres;
