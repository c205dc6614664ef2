CREATE ROLE left_alone; COMMENT ON ROLE left_alone IS 'mine';
CREATE ROLE removed; COMMENT ON ROLE removed IS 'gone soon';
CREATE ROLE changed; COMMENT ON ROLE changed IS 'before';
CREATE ROLE never_had;
