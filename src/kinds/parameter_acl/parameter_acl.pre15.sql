-- Before PostgreSQL 15 nothing can be granted on parameters.
SELECT NULL AS name, NULL AS owner, NULL AS acl
 WHERE false
