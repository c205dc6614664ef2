CREATE ROLE old SUPERUSER; CREATE ROLE other; CREATE DATABASE shop; CREATE DATABASE "Other 1";
\connect shop
SET ROLE old; CREATE EXTENSION pg_freespacemap; CREATE EXTENSION lo; CREATE EXTENSION unaccent; CREATE EXTENSION file_fdw; CREATE EXTENSION bloom;
CREATE TABLE public.t (x int, l lo); CREATE INDEX ON public.t USING bloom (x); RESET ROLE; CREATE EXTENSION tcn; CREATE TABLE public.stays (x int);
CREATE TRIGGER tell AFTER INSERT ON public.stays FOR EACH ROW EXECUTE FUNCTION public.triggered_change_notification();
GRANT USAGE ON FOREIGN DATA WRAPPER file_fdw TO other, old; GRANT EXECUTE ON FUNCTION public.unaccent(text) TO other;
\connect "Other 1"
SET ROLE old; CREATE EXTENSION lo;
