CREATE ROLE old; CREATE ROLE app; CREATE DATABASE shop;
\connect shop
CREATE SCHEMA app; GRANT CREATE ON SCHEMA app TO old;
CREATE TABLE app.mine (x int); ALTER TABLE app.mine OWNER TO old; CREATE POLICY a ON app.mine TO old USING (true); CREATE POLICY b ON app.mine TO old, app USING (true);
CREATE TABLE app.gone (x int); CREATE POLICY a ON app.gone TO app, old USING (true); CREATE POLICY b ON app.gone TO old USING (true);
CREATE TABLE app.stays (x int); CREATE POLICY a ON app.stays TO app, old USING (true); CREATE POLICY b ON app.stays TO old USING (EXISTS (SELECT FROM app.stays));
