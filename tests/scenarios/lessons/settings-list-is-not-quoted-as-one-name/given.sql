CREATE ROLE one; ALTER ROLE one SET search_path = 'app, public';
CREATE ROLE two; ALTER ROLE two SET search_path = app, public;
CREATE ROLE three; ALTER ROLE three SET search_path = "$user", "Odd, name", public;
CREATE ROLE four; ALTER ROLE four SET search_path = 'app', 'public';
