CREATE ROLE same; ALTER ROLE same SET datestyle = 'SQL', 'DMY'; ALTER ROLE same SET app.list = 'a, b';
