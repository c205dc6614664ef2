ALTER ROLE app SET app.equals = 'a=b'; ALTER ROLE app RESET app.backslash;
