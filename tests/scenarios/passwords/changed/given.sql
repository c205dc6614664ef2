SET password_encryption = 'scram-sha-256';
CREATE ROLE changed LOGIN PASSWORD 'old';
CREATE ROLE other_verifier LOGIN PASSWORD 'old';
CREATE ROLE taken LOGIN PASSWORD 'old';
CREATE ROLE had_none LOGIN;
CREATE ROLE left_alone LOGIN PASSWORD 'old';
CREATE ROLE with_more LOGIN PASSWORD 'old';
CREATE ROLE unchanged LOGIN PASSWORD 'kept-word';
