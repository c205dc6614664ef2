"""What pgmob explains is what the server's has_…_privilege() functions say.

In random clusters, for every role, PUBLIC, object and privilege, with and without grant option, and
after SET ROLE to every role that may be SET. The seeds are fixed, as in test_random.py.
"""

import json
import random

from test_random import (
    OBJECTS, PRIVILEGES, ROLES, Trial, ident, random_grant, run_each_seed, some, sql_of, sql_of_grant, sql_of_schema,
)

# Each role on each object; the object as JSON has its key. What a column's table allows is not
# asked of the column alone.
TRUTH = """
WITH objects AS (
  SELECT 'n' AS sort, oid, NULL::int2 AS number, json_build_array(nspname) AS key FROM pg_namespace
   WHERE nspname !~ '^pg_(toast|temp)'
  UNION ALL
  SELECT CASE WHEN relkind = 'S' THEN 's' ELSE 'r' END, c.oid, NULL, json_build_array(nspname, relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
   WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname {schemas}
  UNION ALL
  SELECT 'c', c.oid, attnum, json_build_array(nspname, relname, attname)
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
   WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0 AND NOT attisdropped AND nspname {schemas}
     AND (nspname NOT IN ('pg_catalog', 'information_schema') OR relname = 'pg_class')
  UNION ALL
  SELECT 'f', p.oid, NULL, json_build_array(nspname, proname || '(' || oidvectortypes(proargtypes) || ')')
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
   WHERE nspname {schemas} AND nspname NOT IN ('pg_catalog', 'information_schema')
  UNION ALL
  SELECT 'T', t.oid, NULL, json_build_array(nspname, typname)
    FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
   WHERE nspname {schemas} AND nspname NOT IN ('pg_catalog', 'information_schema') AND typname !~ '^_'
     AND (typtype <> 'c' OR typacl IS NOT NULL
          OR EXISTS (SELECT FROM pg_class r WHERE r.oid = typrelid AND relkind = 'c'))
     AND (typtype <> 'm' OR typacl IS NOT NULL)
  UNION ALL
  SELECT 'd', oid, NULL, json_build_array(datname) FROM pg_database WHERE datname = current_database()
  UNION ALL
  SELECT 't', oid, NULL, json_build_array(spcname) FROM pg_tablespace
  UNION ALL
  SELECT 'l', oid, NULL, json_build_array(lanname) FROM pg_language
  UNION ALL
  SELECT 'F', oid, NULL, json_build_array(fdwname) FROM pg_foreign_data_wrapper
  UNION ALL
  SELECT 'S', oid, NULL, json_build_array(srvname) FROM pg_foreign_server
{more_objects}
), privileges (sort, privilege) AS (VALUES {privileges}),
roles AS (SELECT oid, rolname FROM pg_roles UNION ALL SELECT 0, 'public'),
asked AS (
  SELECT o.*, privilege, r.oid AS role_oid, rolname, privilege || suffix AS words, suffix <> '' AS option
    FROM objects o JOIN privileges p USING (sort), roles r, (VALUES (''), (' WITH GRANT OPTION')) w (suffix)
)
SELECT json_build_array(rolname, sort, key, privilege, option) FROM asked
 WHERE CASE sort
       WHEN 'n' THEN has_schema_privilege(role_oid, oid, words)
       WHEN 'r' THEN has_table_privilege(role_oid, oid, words)
       WHEN 's' THEN has_sequence_privilege(role_oid, oid, words)
       WHEN 'c' THEN has_column_privilege(role_oid, oid, number, words)
       WHEN 'f' THEN has_function_privilege(role_oid, oid, words)
       WHEN 'T' THEN has_type_privilege(role_oid, oid, words)
       WHEN 'd' THEN has_database_privilege(role_oid, oid, words)
       WHEN 't' THEN has_tablespace_privilege(role_oid, oid, words)
       WHEN 'l' THEN has_language_privilege(role_oid, oid, words)
       WHEN 'F' THEN has_foreign_data_wrapper_privilege(role_oid, oid, words)
       WHEN 'S' THEN has_server_privilege(role_oid, oid, words)
{more_functions}
       END
"""
PARAMETERS = """
  UNION ALL
  SELECT 'p', 0, NULL, json_build_array(parname) FROM pg_parameter_acl
"""
LARGE_OBJECTS = """
  UNION ALL
  SELECT 'L', oid, NULL, json_build_array(oid::text) FROM pg_largeobject_metadata
"""
MAY_SET = """
SELECT json_build_array(r.rolname, x.rolname) FROM pg_roles r, pg_roles x WHERE pg_has_role(r.oid, x.oid, '{}')
"""
OWNERS_LOSS = """
SELECT format('REVOKE {} ON {} FROM %I CASCADE', pg_get_userbyid(relowner))
  FROM pg_class WHERE oid = '{}'::regclass \\gexec
"""
ALL = {
    "n": ["USAGE", "CREATE"],
    "r": ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"],
    "c": ["SELECT", "INSERT", "UPDATE", "REFERENCES"],
    "s": ["USAGE", "SELECT", "UPDATE"],
    "f": ["EXECUTE"],
    "T": ["USAGE"],
    "d": ["CREATE", "CONNECT", "TEMPORARY"],
    "t": ["CREATE"],
    "l": ["USAGE"],
    "F": ["USAGE"],
    "S": ["USAGE"],
    "L": ["SELECT", "UPDATE"],
    "p": ["SET", "ALTER SYSTEM"],
}
SORTS = {
    "schema": "n", "table": "r", "view": "r", "materialized view": "r", "foreign table": "r", "column": "c",
    "sequence": "s", "routine": "f", "type": "T", "database": "d", "tablespace": "t", "language": "l",
    "foreign-data wrapper": "F", "foreign server": "S", "large object": "L", "parameter": "p",
}
OWN = "!~ '^pg_' AND nspname <> 'information_schema'"
SYSTEM = "IN ('pg_catalog', 'information_schema')"


def truth_sql(version, schemas):
    sorts = {**ALL, "r": ALL["r"] + (["MAINTAIN"] if version >= 17 else [])}
    pairs = ", ".join(f"('{sort}', '{word}')" for sort, words in sorts.items() for word in words)
    functions = ""
    if version >= 15:
        functions += "WHEN 'p' THEN has_parameter_privilege(role_oid, key ->> 0, words)\n"
    if version >= 18:
        functions += "WHEN 'L' THEN has_largeobject_privilege(role_oid, oid, words)\n"
    objects = (PARAMETERS if version >= 15 else "") + (LARGE_OBJECTS if version >= 18 else "")
    return TRUTH.format(schemas=schemas, privileges=pairs, more_objects=objects, more_functions=functions)


# A cluster with all that decides about privileges.


def roles_sql(chance, version, roles):
    """Who is what, and a member of whom: never of a later one, so that there is no loop."""
    predefined = ["pg_monitor"] + (["pg_read_all_data", "pg_write_all_data"] if version >= 14 else [])
    predefined += ["pg_maintain"] if version >= 17 else []
    sql = []
    for index, role in enumerate(roles):
        if chance.random() < 0.3:
            sql.append(f"ALTER ROLE {ident(role)} NOINHERIT;")
        for group in some(chance, roles[:index])[:3] + some(chance, predefined)[:1]:
            options = [f"ADMIN {chance.choice(['true', 'false'])}"] if version >= 16 else []
            for word in ("INHERIT", "SET"):
                if version >= 16 and chance.random() < 0.6:
                    options.append(f"{word} {chance.choice(['true', 'false'])}")
            with_options = f" WITH {', '.join(options)}" if options else ""
            sql.append(f"GRANT {ident(group)} TO {ident(role)}{with_options};")
    if chance.random() < 0.6:
        sql.append(f"ALTER ROLE {ident(chance.choice(roles))} SUPERUSER;")
    if chance.random() < 0.4:
        sql.append(f"GRANT postgres TO {ident(chance.choice(roles))};")
    return sql


def objects_sql(chance, version, roles):
    """In one database: what the generator of manifests has none of."""
    def of(privileges, grantees=roles):
        return random_grant(chance, grantees, privileges)

    wide = roles + ["pg_monitor"] + (["pg_database_owner", "pg_read_all_data"] if version >= 14 else [])
    sql = sql_of_schema(chance, {"name": "own", "owner": chance.choice(roles)}, roles)
    targets = [("own." + ident(name.partition("(")[0]) + "".join(name.partition("(")[1:]), kind)
               for kind, name, _ in OBJECTS]
    for on, kind in targets:
        word = {"tables": "TABLE", "sequences": "SEQUENCE", "routines": "ROUTINE", "types": "TYPE"}[kind]
        if chance.random() < 0.4:
            sql += sql_of_grant(chance, f"{word} {on}", of(PRIVILEGES[kind], wide), roles)
        if chance.random() < 0.2:
            sql.append(f"REVOKE ALL ON {word} {on} FROM PUBLIC;")
        if kind == "tables" and chance.random() < 0.4:
            sql += sql_of_grant(chance, f"TABLE {on}", of(PRIVILEGES["columns"], wide), roles, ["a"])
        if kind == "tables" and chance.random() < 0.3:
            sql.append(OWNERS_LOSS.format(chance.choice(["ALL", "UPDATE"]), on, on))
    sql += ["CREATE FOREIGN DATA WRAPPER w;", "CREATE SERVER z FOREIGN DATA WRAPPER w;", "SELECT lo_create(4242);",
            "CREATE TYPE own.span AS RANGE (subtype = int);"]
    sql += [f"ALTER LARGE OBJECT 4242 OWNER TO {ident(chance.choice(roles))};",
            f"ALTER SERVER z OWNER TO {ident(chance.choice(roles))};"] if chance.random() < 0.5 else []
    for target, privileges in (("FOREIGN DATA WRAPPER w", ["USAGE"]), ("FOREIGN SERVER z", ["USAGE"]),
                               ("LANGUAGE plpgsql", ["USAGE"]), ("LARGE OBJECT 4242", ["SELECT", "UPDATE"]),
                               ("TYPE own.span", ["USAGE"]), ("TYPE own.t1", ["USAGE"]),
                               ("TABLE pg_catalog.pg_class", ["INSERT", "UPDATE", "TRUNCATE"]),
                               ("TABLE pg_catalog.pg_stat_activity", ["SELECT", "INSERT"]),
                               ("TABLE information_schema.sql_features", ["INSERT"]),
                               ("ROUTINE pg_catalog.pg_reload_conf()", ["EXECUTE"])):
        if chance.random() < 0.6:
            sql += sql_of_grant(chance, target, of(privileges, wide), roles)
    if chance.random() < 0.5:
        sql += sql_of_grant(chance, "TABLE pg_catalog.pg_class", of(["UPDATE", "INSERT"]), roles, ["relname"])
    if version >= 14 and chance.random() < 0.7:
        sql += ["ALTER TABLE own.t1 OWNER TO pg_database_owner;"]
    return sql


def shared_sql(chance, version, roles):
    sql = sql_of_grant(chance, "TABLESPACE pg_default", random_grant(chance, roles, ["CREATE"]), roles)
    if version >= 15:
        sql += sql_of_grant(chance, "PARAMETER work_mem, my.own", random_grant(chance, roles, ALL["p"]), roles)
    return sql


class Comparison(Trial):
    """What explain says of one random cluster, and what the server does."""

    known = frozenset()  # the objects that the server was asked about

    def run(self):
        chance = random.Random(self.seed)
        version = int(self.ctx.version)
        self.server.psql(sql_of(chance))
        roles = self.server.psql(ROLES).splitlines()
        sql = [line for part in (roles_sql, shared_sql, objects_sql) for line in part(chance, version, roles)]
        # what a role may not grant it does not
        self.server.psql("\\set ON_ERROR_STOP 0\n" + "\n".join(sql))
        self.server.psql(f"ALTER DATABASE postgres OWNER TO {ident(chance.choice(roles))}")
        for database in self.databases():
            self.compare(database, version, OWN)
            self.compare_everybody(database, version)
        self.compare("postgres", version, SYSTEM, "pg_catalog.*", "information_schema.*")
        self.compare_columns("postgres", version)

    def rows(self, sql, database):
        return {tuple(tuple(part) if isinstance(part, list) else part for part in json.loads(line))
                for line in self.server.psql(sql, db=database).splitlines()}

    def answers(self, database, *words):
        shown = self.pgmob("explain", "-d", database, "--format", "json", *words).expect(status=0, err="")
        return json.loads(shown.out)["answers"]

    def compare(self, database, version, schemas, *names):
        truth = self.rows(truth_sql(version, schemas), database)
        may_set = self.rows(MAY_SET.format("SET" if version >= 16 else "MEMBER"), database)
        answers = []
        for name in names or [None]:
            answers += self.answers(database, "*", *([name] if name else []))
            answers += self.answers(database, "PUBLIC", *([name] if name else []))
        told = told_of(answers, database)
        if names:
            told = {row for row in told if row[1] in "rs" or row[2][:2] == ("pg_catalog", "pg_class")}
            truth = {row for row in truth if row[1] in "rsc"}
        else:
            told = {row for row in told if row[2][0] not in ("pg_catalog", "information_schema") or row[1] == "n"}
        if version < 18:  # there is nothing to ask
            told = {row for row in told if row[1] != "L"}
        told |= of_columns(told, truth)
        self.ctx.equal(self.differences(told, truth), [], f"privileges in {database}")
        self.compare_after(database, answers, truth, may_set, told)

    def differences(self, told, truth):
        found = [("told", row) for row in told - truth] + [("server", row) for row in truth - told]
        return sorted(map(str, found))[:20]

    def compare_after(self, database, answers, truth, may_set, inherited):
        """After SET ROLE to one of those that may be SET."""
        known = {row[1:3] for row in truth}
        told = {row for row in told_after(answers, database) if row[1:3] in known}
        told |= of_columns(told, truth) | inherited
        after = {(member, *row[1:]) for row in truth for member, role in may_set if role == row[0]}
        after |= {row for row in truth if row[0] == "public"}
        self.ctx.equal(self.differences(told, after | truth), [], f"privileges after SET ROLE in {database}")
        self.known = known
        for answer in answers:
            for privilege in answer["privileges"]:
                for path in privilege["paths"]:
                    self.check_path(answer, privilege["privilege"], path, truth, may_set, database)

    def check_path(self, answer, word, path, truth, may_set, database):
        """Each path by itself is a way to have it."""
        actor = path["set_role"] or answer["role"] or "public"
        sort, key = key_of(answer, database)
        if (sort, key) not in self.known:
            return
        for option, flag in ((False, "has"), (True, "grantable")):
            if path[flag] and (actor, sort, key, word, option) not in truth:
                self.ctx.fail("a path that is none", f"{answer['title']} {word} {path}")
        if path["set_role"] and (answer["role"], path["set_role"]) not in may_set:
            self.ctx.fail("a SET ROLE that is refused", f"{answer['role']} {path}")

    def compare_columns(self, database, version):
        """A column that is named has what its table has too."""
        truth = {row for row in self.rows(truth_sql(version, OWN), database) if row[1] == "c"}
        for column in ("a", "b c"):
            ours = {row for row in truth if row[2] == ("own", "t1", column)}
            told = told_of(self.answers(database, "*", f"own.t1.{ident(column)}")
                           + self.answers(database, "PUBLIC", f"own.t1.{ident(column)}"), database)
            self.ctx.equal(self.differences(told, ours), [], f"privileges on column {column}")

    def compare_everybody(self, database, version):
        """The other way round: --on says the same, but for what PUBLIC has anyway."""
        sql = "SELECT nspname FROM pg_namespace WHERE nspname IN ('s', 'own')"
        names = self.server.psql(sql, db=database).splitlines()
        truth = self.rows(truth_sql(version, OWN), database)
        for name in names:
            for words in ((f"{name}.*",), ("routine", f"{name}.*"), ("type", f"{name}.*"), (name,)):
                answers = self.answers(database, "--on", *words)
                sorts = {SORTS[answer["kind"]] for answer in answers}
                told = told_of(answers, database)
                public = {row[1:] for row in told if row[0] == "public"}
                ours = {row for row in truth
                        if row[1] in sorts and row[2][0] == name and not row[0].startswith("pg_")}
                told |= {(row[0], *row[1:]) for row in ours if row[1:] in public}
                told |= of_columns(told, ours)
                self.ctx.equal(self.differences(told, ours), [], f"--on {words} in {database}")


def key_of(answer, database):
    """The sort and key as the server's rows have them; no key for what is in another database."""
    sort = SORTS[answer["kind"]]
    key = answer["key"]
    if key.get("database", database) != database or (sort == "d" and key["name"] != database):
        return sort, None
    return sort, tuple(key[part] for part in ("schema", "table", "name", "oid") if part in key)


def told_of(answers, database):
    """(role, sort, key, privilege, option) of all that is told to be there without SET ROLE."""
    return {row for answer in answers for said in answer["privileges"] for row in rows_of(answer, database, said, said)}


def told_after(answers, database):
    """The same of what is there after SET ROLE."""
    return {row for answer in answers for said in answer["privileges"]
            for path in said["paths"] if not path["inherited"] for row in rows_of(answer, database, said, path)}


def rows_of(answer, database, said, flags):
    sort, key = key_of(answer, database)
    role = answer["role"] or "public"
    return {(role, sort, key, said["privilege"], option)
            for option, flag in ((False, "has"), (True, "grantable")) if key is not None and flags[flag]}


def of_columns(told, truth):
    """What is told of a table is told of its columns."""
    columns = {}
    for _, sort, key, *_ in truth:
        if sort == "c":
            columns.setdefault(key[:2], set()).add(key)
    return {(role, "c", column, word, option) for role, sort, key, word, option in told
            if sort == "r" and word in ALL["c"] for column in columns.get(key, ())}


def test_what_is_explained_is_what_the_server_says(ctx):
    run_each_seed(ctx, Comparison)
