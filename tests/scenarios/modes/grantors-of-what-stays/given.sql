CREATE ROLE team; CREATE ROLE boss1; CREATE ROLE boss2; CREATE ROLE listed; CREATE ROLE ignored;
GRANT team TO boss1, boss2 WITH ADMIN OPTION;
GRANT team TO listed GRANTED BY boss1;
GRANT team TO ignored GRANTED BY boss2;
