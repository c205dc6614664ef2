CREATE ROLE app; ALTER ROLE app SET DateStyle = 'ISO'; ALTER ROLE app SET timezone = 'UTC'; ALTER ROLE app SET IntervalStyle = iso_8601;
