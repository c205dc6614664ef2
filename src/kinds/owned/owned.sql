-- What initdb made (below 16384, FirstNormalObjectId) or belongs to an extension depends on these. A
-- subscription never does; its OID only a superuser may read before PostgreSQL 14.
SELECT o.kind,
       o.name,
       r.rolname AS owner,
       o.oid < 16384 OR e.objid IS NOT NULL AS dependent,
       x.extname AS extension,
       o.wrapper,
       o.acl,
       i.initprivs AS initial_acl
  FROM (SELECT 'language' AS kind, 'pg_catalog.pg_language'::pg_catalog.regclass AS class,
               l.oid, l.lanname AS name, l.lanowner AS owner, l.lanacl AS acl,
               NULL::pg_catalog.name AS wrapper
          FROM pg_catalog.pg_language l
        UNION ALL
        SELECT 'foreign-data wrapper', 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass,
               w.oid, w.fdwname, w.fdwowner, w.fdwacl, NULL
          FROM pg_catalog.pg_foreign_data_wrapper w
        UNION ALL
        SELECT 'foreign server', 'pg_catalog.pg_foreign_server'::pg_catalog.regclass,
               s.oid, s.srvname, s.srvowner, s.srvacl, w.fdwname
          FROM pg_catalog.pg_foreign_server s
          JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
        UNION ALL
        SELECT 'publication', 'pg_catalog.pg_publication'::pg_catalog.regclass,
               p.oid, p.pubname, p.pubowner, NULL, NULL
          FROM pg_catalog.pg_publication p
        UNION ALL
        SELECT 'subscription', 'pg_catalog.pg_subscription'::pg_catalog.regclass,
               16384, s.subname, s.subowner, NULL, NULL
          FROM pg_catalog.pg_subscription s
         WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d
                             WHERE d.datname = pg_catalog.current_database())
        UNION ALL
        SELECT 'event trigger', 'pg_catalog.pg_event_trigger'::pg_catalog.regclass,
               t.oid, t.evtname, t.evtowner, NULL, NULL
          FROM pg_catalog.pg_event_trigger t) o
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = o.owner
  LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid
  LEFT JOIN pg_catalog.pg_depend e
    ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
       AND e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension x ON x.oid = e.refobjid
 ORDER BY 1
