-- Below 16384 (FirstNormalObjectId) are the OIDs of what initdb made, which nobody re-owns. The
-- identity is the server's own text, with its names quoted, ready for SQL.
SELECT o.kind AS type,
       n.nspname AS schema,
       CASE WHEN o.name IS NULL
            THEN pg_catalog.substr(i.identity,
                                   pg_catalog.length(pg_catalog.quote_ident(n.nspname)) + 2)
            ELSE o.name || COALESCE(' USING ' || o.method, '') END AS name,
       r.rolname AS owner,
       i.identity,
       e.objid IS NOT NULL AS dependent,
       x.extname AS extension
  FROM (SELECT 'text search configuration' AS kind, t.tableoid AS class, t.oid,
               t.cfgname::pg_catalog.text AS name, NULL AS method, t.cfgnamespace AS space,
               t.cfgowner AS owner
          FROM pg_catalog.pg_ts_config t
        UNION ALL
        SELECT 'text search dictionary', d.tableoid, d.oid, d.dictname, NULL, d.dictnamespace,
               d.dictowner
          FROM pg_catalog.pg_ts_dict d
        UNION ALL
        SELECT 'collation', c.tableoid, c.oid, c.collname, NULL, c.collnamespace, c.collowner
          FROM pg_catalog.pg_collation c
        UNION ALL
        SELECT 'conversion', c.tableoid, c.oid, c.conname, NULL, c.connamespace, c.conowner
          FROM pg_catalog.pg_conversion c
        UNION ALL
        SELECT 'operator', p.tableoid, p.oid, NULL, NULL, p.oprnamespace, p.oprowner
          FROM pg_catalog.pg_operator p
        UNION ALL
        SELECT 'operator class', p.tableoid, p.oid, p.opcname, a.amname, p.opcnamespace, p.opcowner
          FROM pg_catalog.pg_opclass p
          JOIN pg_catalog.pg_am a ON a.oid = p.opcmethod
        UNION ALL
        SELECT 'operator family', f.tableoid, f.oid, f.opfname, a.amname, f.opfnamespace, f.opfowner
          FROM pg_catalog.pg_opfamily f
          JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
        UNION ALL
        SELECT 'statistics', s.tableoid, s.oid, s.stxname, NULL, s.stxnamespace, s.stxowner
          FROM pg_catalog.pg_statistic_ext s) o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.space
 CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) i
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = o.owner
  LEFT JOIN pg_catalog.pg_depend e
    ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
       AND e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension x ON x.oid = e.refobjid
 WHERE o.oid >= 16384
