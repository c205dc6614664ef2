CREATE ROLE team; CREATE ROLE other;
CREATE ROLE app LOGIN CREATEDB IN ROLE team, other; COMMENT ON ROLE app IS 'mine';
ALTER ROLE app SET work_mem = '1MB'; ALTER ROLE app SET lock_timeout = '1s';
CREATE ROLE unlisted IN ROLE team; ALTER ROLE unlisted SET work_mem = '1MB';
CREATE DATABASE shop OWNER app CONNECTION LIMIT 3; ALTER DATABASE shop SET work_mem = '1MB';
CREATE DATABASE unlisted_too;
ALTER ROLE ALL SET work_mem = '1MB';
