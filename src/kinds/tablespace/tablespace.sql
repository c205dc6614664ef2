-- Below 16384 (FirstNormalObjectId) are the OIDs of what initdb made, and 10 is who made it. What is
-- in the data directory has a location there, which is nobody's to say.
SELECT t.spcname AS name,
       CASE WHEN l.location LIKE 'pg\_tblspc/%' THEN '' ELSE l.location END AS location,
       r.rolname AS owner,
       c.description AS comment,
       t.oid < 16384 AND t.spcowner = 10 AND t.spcoptions IS NULL AS dependent,
       t.spcacl AS acl
  FROM pg_catalog.pg_tablespace t
 CROSS JOIN LATERAL pg_catalog.pg_tablespace_location(t.oid) AS l (location)
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = t.spcowner
  LEFT JOIN pg_catalog.pg_shdescription c
    ON c.objoid = t.oid AND c.classoid = 'pg_catalog.pg_tablespace'::pg_catalog.regclass
