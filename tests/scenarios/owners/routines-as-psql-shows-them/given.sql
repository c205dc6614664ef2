CREATE ROLE a;
CREATE SCHEMA app;
CREATE TYPE app.pair AS (x int, y int);
CREATE FUNCTION app.v(VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.w(first text, VARIADIC rest text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.n(a int, "B c" app.pair) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.o(IN a int, OUT b int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.sum_up(int, VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE app.va(VARIADIC int[]) (SFUNC = app.sum_up, STYPE = int);
CREATE AGGREGATE app.ordered(float8 ORDER BY anyelement)
  (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
