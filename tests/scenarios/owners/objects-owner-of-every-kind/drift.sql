ALTER TABLE app.parted_1_1 OWNER TO postgres;
ALTER AGGREGATE app.counted(*) OWNER TO postgres;
CREATE TABLE app.later (id serial);
