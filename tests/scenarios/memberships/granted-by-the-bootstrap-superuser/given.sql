CREATE ROLE team; CREATE ROLE boss; GRANT team TO boss WITH ADMIN OPTION;
CREATE ROLE same; GRANT team TO same; CREATE ROLE two; GRANT team TO two; GRANT team TO two GRANTED BY boss;
CREATE ROLE other; GRANT team TO other GRANTED BY boss;
