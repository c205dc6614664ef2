CREATE ROLE creator CREATEROLE; SET ROLE creator; SET password_encryption = md5;
CREATE ROLE a LOGIN PASSWORD 'geheim-wort'; CREATE ROLE c LOGIN PASSWORD 'geheim-wort'; CREATE ROLE e LOGIN PASSWORD 'geheim-wort'; CREATE ROLE g LOGIN PASSWORD 'geheim-wort';
