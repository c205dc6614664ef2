-- $1: the schemas wanted; $2: whether all are, but of the system's only what was granted on later;
-- $3: columns wanted even where nothing was granted on them. A row is of the columns of a table that
-- are alike but for their names. Of all columns few are of interest, so what tells them needs
-- nothing but them; those of which initdb granted something that is gone come besides.
SELECT s.nspname AS schema,
       c.relname AS table,
       r.rolname AS owner,
       e.objid IS NOT NULL AS member,
       g.attacl AS acl,
       g.initprivs AS initial_acl,
       g.names
  FROM (SELECT a.attrelid,
               a.attacl,
               i.initprivs,
               pg_catalog.array_agg(a.attname) AS names
          FROM (SELECT a.attrelid, a.attnum, a.attname, a.attacl
                  FROM pg_catalog.pg_attribute a
                 WHERE (a.attacl IS NOT NULL
                        OR ($3::pg_catalog.name[] <> '{}'
                            AND a.attname = ANY ($3::pg_catalog.name[])))
                   AND NOT a.attisdropped
                UNION ALL
                SELECT a.attrelid, a.attnum, a.attname, NULL
                  FROM pg_catalog.pg_init_privs p
                  JOIN pg_catalog.pg_attribute a
                    ON a.attrelid = p.objoid AND a.attnum = p.objsubid
                 WHERE p.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
                   AND p.objsubid <> 0
                   AND a.attacl IS NULL
                   AND a.attname <> ALL ($3::pg_catalog.name[])
                   AND NOT a.attisdropped) a
          LEFT JOIN pg_catalog.pg_init_privs i
            ON i.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND i.objoid = a.attrelid AND i.objsubid = a.attnum AND i.objsubid <> 0
         GROUP BY a.attrelid, a.attacl, i.initprivs) g
  JOIN pg_catalog.pg_class c ON c.oid = g.attrelid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  JOIN (SELECT s.oid, s.nspname, s.nspname ~ '^pg_' OR s.nspname = 'information_schema' AS system,
               s.nspname = ANY ($1::pg_catalog.name[]) AS wanted
          FROM pg_catalog.pg_namespace s) s
    ON s.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  LEFT JOIN pg_catalog.pg_depend e
    ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
       AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
       AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e'
 WHERE s.wanted
    OR ($2::pg_catalog.bool AND (NOT s.system OR g.attacl IS DISTINCT FROM g.initprivs))
