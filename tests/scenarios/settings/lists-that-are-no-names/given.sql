CREATE ROLE same; ALTER ROLE same SET datestyle = ISO, MDY; ALTER ROLE same SET TimeZone = 'Europe/Berlin';
ALTER ROLE same SET session_preload_libraries = 'Auto Explain', "x,y";
