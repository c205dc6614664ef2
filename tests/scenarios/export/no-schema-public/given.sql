CREATE ROLE o;
CREATE DATABASE bare;
CREATE DATABASE owned;
\connect bare
DROP SCHEMA public;
\connect owned
ALTER SCHEMA public OWNER TO o;
