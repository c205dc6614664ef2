SET password_encryption = md5;
CREATE ROLE same LOGIN PASSWORD 'geheim-wort';
CREATE ROLE other LOGIN PASSWORD 'another';
CREATE ROLE unlisted LOGIN PASSWORD 'another';
CREATE ROLE unwritten LOGIN PASSWORD 'another';
SET password_encryption = 'scram-sha-256';
CREATE ROLE scram LOGIN PASSWORD 'geheim-wort';
