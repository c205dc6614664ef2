CREATE ROLE creator CREATEROLE;
SET ROLE creator; CREATE ROLE inherited; CREATE ROLE administered; CREATE ROLE settable; CREATE ROLE unlisted; RESET ROLE;
