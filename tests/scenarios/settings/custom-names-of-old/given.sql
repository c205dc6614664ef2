CREATE ROLE app;
SELECT current_setting('server_version_num')::int < 140000 AS old \gset
\if :old
ALTER ROLE app SET "my"."old-name" = 'three';
\endif
