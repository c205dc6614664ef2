CREATE ROLE team; CREATE ROLE boss; GRANT team TO boss WITH ADMIN OPTION;
CREATE ROLE no_set; GRANT team TO no_set; GRANT team TO no_set GRANTED BY boss;
CREATE ROLE yes_admin; GRANT team TO yes_admin; GRANT team TO yes_admin WITH ADMIN TRUE GRANTED BY boss;
