-- $1: roles that are to go. What depends on each: its number, and in words; that in databases which
-- let nobody in also by itself. The memberships that a role has granted are seen in pg_auth_members.
SELECT r.rolname AS name,
       COALESCE(pg_catalog.sum(d.number), 0)::pg_catalog.int8 AS dependents,
       COALESCE(pg_catalog.sum(d.number) FILTER (WHERE d.closed), 0)::pg_catalog.int8
       AS closed_dependents,
       pg_catalog.string_agg(d.words, ', ' ORDER BY d.datname NULLS FIRST, d.words)
       FILTER (WHERE NOT d.closed) AS remains,
       pg_catalog.string_agg(d.words, ', ' ORDER BY d.datname, d.words)
       FILTER (WHERE d.closed) AS closed_remains
  FROM pg_catalog.pg_roles r
  LEFT JOIN (SELECT p.refobjid, p.number, b.datname,
                    b.datname IS NOT NULL AND NOT b.datallowconn AS closed,
                    pg_catalog.format('%s %s %s%s%s', p.verb, p.number,
                                      CASE WHEN p.number = 1 THEN p.noun ELSE p.nouns END,
                                      COALESCE(' in database ' || pg_catalog.quote_ident(b.datname),
                                               ' of the cluster'),
                                      CASE WHEN NOT b.datallowconn
                                           THEN ', which is closed to connections' END) AS words
               FROM (SELECT s.refobjid, s.dbid, k.verb, k.noun, k.nouns,
                            pg_catalog.count(*) AS number
                       FROM pg_catalog.pg_shdepend s
                      CROSS JOIN LATERAL
                            (SELECT CASE WHEN f.future THEN 'it stands in'
                                         WHEN s.deptype = 'o' THEN 'it owns'
                                         WHEN s.deptype = 'r' THEN 'it is named by'
                                         WHEN s.deptype = 'i' THEN 'it stands in the initial privileges of'
                                         ELSE 'it has privileges on' END AS verb,
                                    CASE WHEN f.future THEN 'default privilege'
                                         WHEN s.deptype = 'r' THEN 'policy' ELSE 'object' END AS noun,
                                    CASE WHEN f.future THEN 'default privileges'
                                         WHEN s.deptype = 'r' THEN 'policies'
                                         ELSE 'objects' END AS nouns
                               FROM (SELECT s.classid
                                            = 'pg_catalog.pg_default_acl'::pg_catalog.regclass
                                            AS future) f) k
                      WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                        AND s.classid <> 'pg_catalog.pg_auth_members'::pg_catalog.regclass
                      GROUP BY s.refobjid, s.dbid, k.verb, k.noun, k.nouns) p
               LEFT JOIN pg_catalog.pg_database b ON b.oid = p.dbid) d
    ON d.refobjid = r.oid
 WHERE r.rolname = ANY ($1::pg_catalog.name[])
 GROUP BY r.rolname
