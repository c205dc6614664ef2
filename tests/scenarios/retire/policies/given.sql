CREATE ROLE old; CREATE ROLE "Old ""2"""; CREATE ROLE app; CREATE ROLE "select"; CREATE ROLE analist; CREATE ROLE fan IN ROLE old; CREATE DATABASE shop; CREATE DATABASE "Other 1";
\connect shop
CREATE SCHEMA app; GRANT USAGE ON SCHEMA app TO app, "select", fan;
CREATE TABLE app.t (x int); ALTER TABLE app.t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON app.t TO app, "select";
CREATE POLICY one ON app.t TO old USING (x = 1);
CREATE POLICY two ON app.t FOR SELECT TO app, old USING (x = 2);
CREATE POLICY three ON app.t TO "Old ""2""", "select", old, app USING (x = 3) WITH CHECK (x > 3);
CREATE POLICY narrow ON app.t AS RESTRICTIVE TO old, "Old ""2""" USING (x > 0);
CREATE POLICY others ON app.t TO app USING (true);
CREATE POLICY everybody ON app.t AS RESTRICTIVE USING (true);
CREATE POLICY twice ON app.t TO old, app, old USING (x = 4);
CREATE TABLE app.orders (x int);
CREATE POLICY renamed ON app.orders TO analist, old USING (true);
CREATE POLICY renamed_alone ON app.orders TO old USING (true);
\connect "Other 1"
CREATE SCHEMA "S.""1"; CREATE TABLE "S.""1"."a table" (x int);
CREATE POLICY "it's ""one""" ON "S.""1"."a table" TO "Old ""2""" USING (true);
CREATE POLICY "drop; table" ON "S.""1"."a table" AS RESTRICTIVE TO "Old ""2""", "select" USING (true);
