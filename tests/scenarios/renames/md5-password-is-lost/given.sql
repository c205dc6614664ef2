SET password_encryption = md5;
CREATE ROLE a LOGIN PASSWORD 'geheim-wort'; CREATE ROLE c LOGIN PASSWORD 'geheim-wort';
SET password_encryption = 'scram-sha-256';
CREATE ROLE e LOGIN PASSWORD 'geheim-wort';
