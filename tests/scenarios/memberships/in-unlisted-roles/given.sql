CREATE ROLE unlisted LOGIN; CREATE ROLE other IN ROLE unlisted; CREATE ROLE above; GRANT above TO unlisted;
