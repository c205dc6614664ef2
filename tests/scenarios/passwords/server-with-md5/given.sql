CREATE ROLE same LOGIN PASSWORD 'geheim-wort';
