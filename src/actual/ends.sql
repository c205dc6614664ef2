-- $1, $2: the catalogs and names of objects that are to be dropped. What they take along, in which
-- order they can go, and what keeps them: objects that depend on them and are not to be dropped.
-- Names are looked up in the catalogs: to cast them, one would need USAGE on their schemas.
WITH RECURSIVE ending AS (
    SELECT t.i,
           t.catalog::pg_catalog.regclass::pg_catalog.oid AS class,
           CASE t.catalog
               WHEN 'pg_catalog.pg_class' THEN
                   (SELECT c.oid
                      FROM pg_catalog.parse_ident(t.name) AS parts
                      JOIN pg_catalog.pg_namespace n ON n.nspname = parts[1]
                      JOIN pg_catalog.pg_class c
                        ON c.relnamespace = n.oid AND c.relname = parts[2])
               WHEN 'pg_catalog.pg_proc' THEN -- behind the name stand the types
                   (SELECT p.oid
                      FROM pg_catalog.parse_ident(t.name, false) AS parts
                      JOIN pg_catalog.pg_namespace n ON n.nspname = parts[1]
                      JOIN pg_catalog.pg_proc p
                        ON p.pronamespace = n.oid AND p.proname = parts[2]
                     WHERE pg_catalog.format('%I.%I(%s)', n.nspname, p.proname,
                                             pg_catalog.oidvectortypes(p.proargtypes)) = t.name)
               WHEN 'pg_catalog.pg_type' THEN
                   (SELECT y.oid
                      FROM pg_catalog.parse_ident(t.name) AS parts
                      JOIN pg_catalog.pg_namespace n ON n.nspname = parts[1]
                      JOIN pg_catalog.pg_type y
                        ON y.typnamespace = n.oid AND y.typname = parts[2])
               WHEN 'pg_catalog.pg_extension' THEN
                   (SELECT e.oid FROM pg_catalog.pg_extension e WHERE e.extname = t.name)
               WHEN 'pg_catalog.pg_namespace' THEN
                   (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = t.name)
           END AS oid
      FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]),
                      pg_catalog.unnest($2::pg_catalog.text[]))
           WITH ORDINALITY AS t (catalog, name, i)),
part AS (
    SELECT t.i, t.class, t.oid FROM ending t
    UNION
    SELECT p.i, d.classid, d.objid
      FROM part p
      JOIN pg_catalog.pg_depend d
        ON d.refclassid = p.class AND d.refobjid = p.oid AND d.objsubid = 0
           AND d.deptype IN ('a', 'i', 'P', 'S', 'e')),
-- What is left behind, or would lose a column: then it is the table that depends.
dependent AS (
    SELECT DISTINCT p.i, d.classid, d.objid
      FROM part p
      JOIN pg_catalog.pg_depend d
        ON d.refclassid = p.class AND d.refobjid = p.oid
           AND (d.deptype IN ('n', 'x') OR d.objsubid <> 0)
     WHERE (d.classid, d.objid) <> (p.class, p.oid)),
-- What is a part of something that stays: of an extension, of an identity column.
owned AS (
    SELECT t.i, d.refclassid, d.refobjid, d.refobjsubid
      FROM ending t
      JOIN pg_catalog.pg_depend d
        ON d.classid = t.class AND d.objid = t.oid AND d.objsubid = 0
           AND d.deptype IN ('i', 'e')
     WHERE NOT EXISTS (SELECT FROM part p WHERE p.class = d.refclassid AND p.oid = d.refobjid)
       AND t.class NOT IN ('pg_catalog.pg_namespace'::pg_catalog.regclass))
SELECT 'before' AS what, p.i - 1 AS first, d.i - 1 AS second, NULL AS names
  FROM dependent d
  JOIN part p ON p.class = d.classid AND p.oid = d.objid
 WHERE p.i <> d.i
UNION
SELECT 'along', t.i - 1, p.i - 1, NULL
  FROM ending t
  JOIN part p ON p.class = t.class AND p.oid = t.oid
 WHERE p.i <> t.i
UNION ALL
SELECT 'kept', k.i - 1, pg_catalog.count(*),
       pg_catalog.array_to_string((pg_catalog.array_agg(k.name ORDER BY k.name))[1:3], ', ')
  FROM (SELECT DISTINCT d.i,
               pg_catalog.pg_describe_object(COALESCE(v.refclassid, d.classid),
                                             COALESCE(v.refobjid, d.objid), 0) AS name
          FROM dependent d
          LEFT JOIN pg_catalog.pg_depend v -- of a rule, its view
            ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
               AND v.classid = d.classid AND v.objid = d.objid AND v.deptype = 'i'
         WHERE NOT EXISTS (SELECT FROM part p WHERE p.class = d.classid AND p.oid = d.objid)) k
 GROUP BY k.i
UNION ALL
SELECT 'owned', o.i - 1, 0,
       pg_catalog.min(pg_catalog.pg_describe_object(o.refclassid, o.refobjid, o.refobjsubid))
  FROM owned o
 GROUP BY o.i
