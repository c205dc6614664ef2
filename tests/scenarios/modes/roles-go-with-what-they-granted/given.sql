CREATE ROLE team;
CREATE ROLE a_boss; CREATE ROLE b_deputy; CREATE ROLE c_worker; CREATE ROLE listed;
GRANT team TO a_boss WITH ADMIN OPTION;
GRANT team TO b_deputy WITH ADMIN OPTION GRANTED BY a_boss;
GRANT team TO c_worker GRANTED BY b_deputy;
GRANT team TO listed GRANTED BY a_boss;
