CREATE ROLE is_null; CREATE ROLE is_null_too; CREATE ROLE is_infinite VALID UNTIL 'infinity'; CREATE ROLE is_infinite_too VALID UNTIL 'infinity';
CREATE ROLE ends VALID UNTIL '2030-01-01'; CREATE ROLE ends_too VALID UNTIL '2030-01-01';
