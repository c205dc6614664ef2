CREATE ROLE app;
ALTER ROLE app SET "My.Setting" = 'one'; ALTER ROLE app SET "Their.Setting" = 'one'; ALTER ROLE app SET "Same.Setting" = 'one';
