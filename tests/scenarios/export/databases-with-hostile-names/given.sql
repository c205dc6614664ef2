CREATE DATABASE "true"; CREATE DATABASE "- x"; CREATE DATABASE "a=b 'c'"; CREATE DATABASE "postgres://x/y"; CREATE DATABASE "${x}";
CREATE DATABASE U&"new\000aline"; CREATE DATABASE "back\slash";
ALTER DATABASE "- x" SET work_mem = '1MB';
COMMENT ON DATABASE "${x}" IS E'${y}\n- z: "q"\t';
\connect "dbname='a=b \'c\''"
CREATE SCHEMA inside;
\connect "dbname='postgres://x/y'"
CREATE SCHEMA inside;
\connect "dbname='${x}'"
CREATE SCHEMA inside;
