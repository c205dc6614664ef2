ALTER SCHEMA owned OWNER TO postgres;
DROP SCHEMA plain;
