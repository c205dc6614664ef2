CREATE ROLE creator CREATEROLE; CREATE ROLE self_granting CREATEROLE;
SET ROLE creator; CREATE ROLE made; RESET ROLE;
SET ROLE self_granting; SET createrole_self_grant = 'set, inherit'; CREATE ROLE made_too; RESET ROLE;
