CREATE ROLE unlisted;
