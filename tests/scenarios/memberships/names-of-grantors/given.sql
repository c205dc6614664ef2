CREATE ROLE "a ""b"; CREATE ROLE "c.d"; CREATE ROLE "e'f\"; CREATE ROLE "Group, ""%s""";
GRANT "Group, ""%s""" TO "c.d" WITH ADMIN OPTION; GRANT "Group, ""%s""" TO "e'f\" GRANTED BY "c.d";
