-- $1: the schemas wanted; $2: whether all are, but of the system's only what was granted on later.
-- A row is of all relations that are alike but for their names. They are put together before they
-- meet the names of other things, since numbers are cheaper to compare.
-- information_schema.sql grants after initdb has filled pg_init_privs: to everybody SELECT on all
-- but its helpers and two that nobody was thought to need.
-- Below 12000 (FirstUnpinnedObjectId) are the OIDs of the catalogs, which only superusers may write to.
SELECT CASE g.relkind WHEN 'v' THEN 'view'
                      WHEN 'm' THEN 'materialized view'
                      WHEN 'f' THEN 'foreign table'
                      WHEN 'S' THEN 'sequence'
                      ELSE 'table' END AS kind,
       n.nspname AS schema,
       r.rolname AS owner,
       CASE WHEN g.owner_table IS NOT NULL
            THEN (SELECT t.relname FROM pg_catalog.pg_class t WHERE t.oid = g.owner_table)
            END AS table,
       g.owner_table IS NOT NULL OR g.member AS dependent,
       g.member,
       g.system,
       g.relacl AS acl,
       g.initprivs AS initial_acl,
       g.names
  FROM (SELECT c.relkind,
               c.relnamespace,
               c.relowner,
               c.relacl,
               p.initprivs,
               d.refobjid AS owner_table,
               e.objid IS NOT NULL AS member,
               c.oid < 12000 AND c.relkind <> 'v' AS system,
               pg_catalog.array_agg(c.relname) AS names
          FROM pg_catalog.pg_class c
          JOIN (SELECT s.oid, s.nspname ~ '^pg_' OR s.nspname = 'information_schema' AS system,
                       s.nspname = 'information_schema' AS standard,
                       s.nspname = ANY ($1::pg_catalog.name[]) AS wanted
                  FROM pg_catalog.pg_namespace s) s
            ON s.oid = c.relnamespace
          LEFT JOIN pg_catalog.pg_init_privs i
            ON i.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND i.objoid = c.oid AND i.objsubid = 0
         CROSS JOIN LATERAL
               (SELECT CASE WHEN s.standard AND c.oid < 16384
                                 AND c.relname !~ '^(_pg_|sql_parts$|transforms$)'
                            THEN pg_catalog.acldefault('r', c.relowner)
                                 || pg_catalog.makeaclitem(0, c.relowner, 'SELECT', false)
                            ELSE i.initprivs END AS initprivs) p
          LEFT JOIN pg_catalog.pg_depend e
            ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
               AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e'
          LEFT JOIN (SELECT d.objid, d.refobjid
                       FROM pg_catalog.pg_sequence q
                       JOIN pg_catalog.pg_depend d
                         ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                            AND d.objid = q.seqrelid AND d.objsubid = 0
                            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                            AND d.refobjsubid > 0
                            AND d.deptype IN ('a', 'i')) d
            ON d.objid = c.oid
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
           AND (s.wanted
                OR ($2::pg_catalog.bool
                    AND (NOT s.system OR c.relacl IS DISTINCT FROM p.initprivs)))
         GROUP BY c.relkind, c.relnamespace, c.relowner, c.relacl, p.initprivs, d.refobjid,
                  e.objid IS NOT NULL, c.oid < 12000 AND c.relkind <> 'v') g
  JOIN pg_catalog.pg_namespace n ON n.oid = g.relnamespace
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.relowner
 ORDER BY 1
