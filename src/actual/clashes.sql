-- What gets another name, in arrays: $1, $2: its schema and name; $3, $4: those that it gets; $5:
-- whether it is a relation, or a type. By its number: what is there under a name that it would
-- take, or that a part of it would. A relation takes a name in pg_class, and one in pg_type for its
-- rows. Into another schema it goes with the old name first, and with it go indexes, sequences of
-- columns and array types. (AlterTableNamespaceInternal() in tablecmds.c, AlterTypeNamespaceInternal()
-- in typecmds.c; an array type in the way of a mere new name gives way, RenameTypeInternal() in
-- pg_type.c.)
WITH asked AS (
    SELECT a.number - 1 AS number,
           n.oid AS target,
           a.new_schema,
           a.new_name,
           a.schema <> a.new_schema AS moves,
           CASE WHEN a.relation THEN c.oid ELSE NULLIF(t.typrelid, 0) END AS relation,
           CASE WHEN a.relation THEN NULLIF(c.reltype, 0) ELSE t.oid END AS type
      FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.name[]),
                      pg_catalog.unnest($2::pg_catalog.name[]),
                      pg_catalog.unnest($3::pg_catalog.name[]),
                      pg_catalog.unnest($4::pg_catalog.name[]),
                      pg_catalog.unnest($5::pg_catalog.bool[]))
           WITH ORDINALITY AS a (schema, name, new_schema, new_name, relation, number)
      JOIN pg_catalog.pg_namespace s ON s.nspname = a.schema
      LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = a.new_schema
      LEFT JOIN pg_catalog.pg_class c
        ON a.relation AND c.relnamespace = s.oid AND c.relname = a.name
      LEFT JOIN pg_catalog.pg_type t
        ON NOT a.relation AND t.typnamespace = s.oid AND t.typname = a.name),
relation AS (
    SELECT a.number, a.target, a.relation AS oid, a.new_name AS name, false AS part FROM asked a
    UNION ALL
    SELECT a.number, a.target, c.oid, c.relname, c.oid <> a.relation
      FROM asked a
      JOIN pg_catalog.pg_class c
        ON c.oid = a.relation
           OR c.oid IN (SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = a.relation)
           OR c.oid IN (SELECT d.objid
                          FROM pg_catalog.pg_depend d
                          JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
                         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                           AND d.refobjid = a.relation AND d.refobjsubid > 0
                           AND d.deptype IN ('a', 'i'))
     WHERE a.moves),
type AS (
    SELECT a.number, a.target, a.type AS oid, a.new_name AS name, false AS part, a.moves
      FROM asked a
    UNION ALL
    SELECT a.number, a.target, t.oid, t.typname, t.oid <> a.type, true
      FROM asked a
      JOIN pg_catalog.pg_type o ON o.oid = a.type
      JOIN pg_catalog.pg_type t ON t.oid IN (o.oid, o.typarray)
     WHERE a.moves),
clash AS (
    SELECT r.number, 1 AS rank, 'pg_catalog.pg_class'::pg_catalog.regclass AS class,
           CASE WHEN r.part THEN r.oid END AS part, c.oid AS there, false AS gets
      FROM relation r
      JOIN pg_catalog.pg_class c
        ON c.relnamespace = r.target AND c.relname = r.name AND c.oid <> r.oid
    UNION ALL
    SELECT t.number, 2, 'pg_catalog.pg_type'::pg_catalog.regclass,
           CASE WHEN t.part THEN t.oid END, y.oid, false
      FROM type t
      JOIN pg_catalog.pg_type y
        ON y.typnamespace = t.target AND y.typname = t.name AND y.oid <> t.oid
     WHERE t.moves
        OR NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = y.oid)
    UNION ALL
    SELECT b.number, 3, 'pg_catalog.pg_class'::pg_catalog.regclass, NULL, a.relation, true
      FROM asked a
      JOIN asked b USING (new_schema, new_name)
     WHERE a.number < b.number AND b.relation IS NOT NULL
    UNION ALL
    SELECT b.number, 4, 'pg_catalog.pg_type'::pg_catalog.regclass, NULL, a.type, true
      FROM asked a
      JOIN asked b USING (new_schema, new_name)
     WHERE a.number < b.number AND b.type IS NOT NULL)
SELECT DISTINCT ON (c.number)
       c.number,
       pg_catalog.pg_describe_object(c.class, c.part, 0) AS part,
       pg_catalog.pg_describe_object(c.class, c.there, 0) AS there,
       c.gets
  FROM clash c
 WHERE c.there IS NOT NULL
 ORDER BY c.number, c.rank, part NULLS FIRST, there
