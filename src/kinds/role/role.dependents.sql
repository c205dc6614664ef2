-- $1: roles that are to go. What depends on each: its number, and in words. The memberships that a
-- role has granted are seen in pg_auth_members.
SELECT r.rolname AS name,
       COALESCE(pg_catalog.sum(d.number), 0)::pg_catalog.int8 AS dependents,
       pg_catalog.string_agg(
           pg_catalog.format('%s %s %s%s', d.verb, d.number,
                             CASE WHEN d.number = 1 THEN d.noun ELSE d.nouns END,
                             CASE WHEN b.datname IS NULL THEN ' of the cluster'
                                  WHEN b.datallowconn
                                  THEN ' in database ' || pg_catalog.quote_ident(b.datname)
                                  ELSE ' in database ' || pg_catalog.quote_ident(b.datname)
                                       || ', which is closed to connections' END),
           ', ' ORDER BY b.datname NULLS FIRST, d.verb, d.noun) AS remains
  FROM pg_catalog.pg_roles r
  LEFT JOIN (SELECT p.refobjid, p.dbid, k.verb, k.noun, k.nouns, pg_catalog.count(*) AS number
               FROM pg_catalog.pg_shdepend p
              CROSS JOIN LATERAL
                    (SELECT f.future,
                            CASE WHEN f.future THEN 'it stands in'
                                 WHEN p.deptype = 'o' THEN 'it owns'
                                 WHEN p.deptype = 'r' THEN 'it is named by'
                                 ELSE 'it has privileges on' END AS verb,
                            CASE WHEN f.future THEN 'default privilege'
                                 WHEN p.deptype = 'r' THEN 'policy' ELSE 'object' END AS noun,
                            CASE WHEN f.future THEN 'default privileges'
                                 WHEN p.deptype = 'r' THEN 'policies' ELSE 'objects' END AS nouns
                       FROM (SELECT p.classid = 'pg_catalog.pg_default_acl'::pg_catalog.regclass
                                    AS future) f) k
              WHERE p.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                AND p.classid <> 'pg_catalog.pg_auth_members'::pg_catalog.regclass
              GROUP BY p.refobjid, p.dbid, k.verb, k.noun, k.nouns) d
    ON d.refobjid = r.oid
  LEFT JOIN pg_catalog.pg_database b ON b.oid = d.dbid
 WHERE r.rolname = ANY ($1::pg_catalog.name[])
 GROUP BY r.rolname
