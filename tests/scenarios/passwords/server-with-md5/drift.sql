ALTER ROLE new PASSWORD 'geheim-wort'; ALTER ROLE same PASSWORD 'anderes';
