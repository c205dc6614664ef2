"""Random clusters and random manifests: whatever they are, the laws hold.

The seeds are fixed, so a failure comes back; its name is in the message. More of them:

    PGMOB_SEEDS=100-199 tests/run -k random --version 17
"""

import json
import os
import random

from runner import Failure

NAMES = ["app", "Mixed", "with space", "it's", 'a "b"', "back\\slash", "select", "日本"]
SETTINGS = [("work_mem", ["1MB", "64MB"]), ("timezone", ["UTC", "Europe/Berlin"]), ("my.own", ["a b", "x'y", ""])]
# Who has what by whom, in every list there is; the owner's grant options are its own in any case.
ACLS = """
WITH lists AS (
  SELECT 'database ' || datname AS object, datdba AS owner, coalesce(datacl, acldefault('d', datdba)) AS acl
    FROM pg_database
  UNION ALL
  SELECT 'schema ' || nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner))
    FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
  UNION ALL
  SELECT 'relation ' || relnamespace::regnamespace || '.' || relname, relowner,
         coalesce(relacl, acldefault((CASE relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", relowner))
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'column ' || relnamespace::regnamespace || '.' || relname || '.' || attname, relowner, attacl
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attacl IS NOT NULL
  UNION ALL
  SELECT 'routine ' || oid::regprocedure, proowner, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
  UNION ALL
  SELECT 'type ' || format_type(oid, NULL), typowner, coalesce(typacl, acldefault('T', typowner))
    FROM pg_type WHERE typtype IN ('b', 'c', 'd', 'e', 'r') AND typname !~ '^_'
  UNION ALL
  SELECT 'future ' || defaclobjtype::text || ' in ' || coalesce((SELECT nspname FROM pg_namespace n
         WHERE n.oid = defaclnamespace), '') || ' of ' || defaclrole::regrole, defaclrole, defaclacl
    FROM pg_default_acl
   -- the server keeps one that says what is built in where the owner gave itself an option
   WHERE defaclnamespace <> 0
      OR (SELECT array_agg(replace(i::text, '*', '') ORDER BY i::text) FROM unnest(defaclacl) i)
         <> (SELECT array_agg(i::text ORDER BY i::text)
               FROM unnest(acldefault((CASE defaclobjtype WHEN 'S' THEN 's' ELSE defaclobjtype END)::"char",
                                      defaclrole)) i))
SELECT l.object, pg_get_userbyid(a.grantor), pg_get_userbyid(a.grantee), a.privilege_type,
       a.is_grantable AND a.grantee <> l.owner
  FROM lists l, aclexplode(l.acl) a
 ORDER BY 1, 2, 3, 4, 5
"""
PRIVILEGES = {
    "database": ["CONNECT", "CREATE", "TEMPORARY"],
    "schema": ["USAGE", "CREATE"],
    "tables": ["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES"],
    "columns": ["SELECT", "INSERT", "UPDATE", "REFERENCES"],
    "sequences": ["USAGE", "SELECT", "UPDATE"],
    "routines": ["EXECUTE"],
    "types": ["USAGE"],
}
WORDS = {"database": "DATABASE", "schema": "SCHEMA", "tables": "TABLE", "sequences": "SEQUENCE",
         "routines": "ROUTINE", "types": "TYPE"}
SCHEMAS = ["s", "a b"]
# What every schema has: what it is, its name, how it is made.
OBJECTS = [
    ("tables", "t1", "CREATE TABLE {} (a int, \"b c\" int)"),
    ("tables", "t2", "CREATE TABLE {} (a int, \"b c\" int)"),
    ("tables", "T*?", "CREATE TABLE {} (a int, \"b c\" int)"),
    ("tables", "v", "CREATE VIEW {} AS SELECT 1 AS a, 2 AS \"b c\""),
    ("sequences", "q1", "CREATE SEQUENCE {}"),
    ("sequences", "q.2", "CREATE SEQUENCE {}"),
    ("routines", "f(integer)", "CREATE FUNCTION {}(int) RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    ("routines", "f(text)", "CREATE FUNCTION {}(text) RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    ("routines", "g h()", "CREATE PROCEDURE {}() LANGUAGE sql AS 'SELECT 1'"),
    ("types", "mood", "CREATE TYPE {} AS ENUM ('x')"),
    ("types", "Dom", "CREATE DOMAIN {} AS int"),
]
PATTERNS = {
    "tables": ["t1", "t*", "T\\*\\?", "?", "v"],
    "sequences": ["q1", "q*", "q.2"],
    "routines": ["f(int)", "f", "f( TEXT )", "g h()", "g*", "*(integer)"],
    "types": ["mood", "D*"],
}


def seeds():
    words = os.environ.get("PGMOB_SEEDS", "1-4")
    first, _, last = words.partition("-")
    return range(int(first), int(last or first) + 1)


def ident(name):
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def some(chance, items, least=0):
    items = list(items)
    return chance.sample(items, chance.randint(min(least, len(items)), len(items)))


def random_role(chance, name, earlier):
    role = {"name": name}
    for key in ("login", "createdb", "createrole"):
        if chance.random() < 0.3:
            role[key] = chance.random() < 0.7
    if chance.random() < 0.3:
        role["connection_limit"] = chance.choice([-1, 0, 7])
    if chance.random() < 0.3:
        role["comment"] = chance.choice(["", "plain", "it's \\ a\n\"comment\""])
    if chance.random() < 0.6:
        role["member_of"] = some(chance, earlier)[:3]
    if chance.random() < 0.5:
        role["settings"] = random_settings(chance)
    return role


def random_settings(chance):
    return [{"name": name, "value": chance.choice(values)} for name, values in some(chance, SETTINGS)]


def random_grant(chance, roles, privileges):
    grantees = some(chance, roles, 1)[:3]
    grantable = chance.random() < 0.3
    if not grantable and chance.random() < 0.3:
        grantees.append("PUBLIC")
    grant = {"privileges": some(chance, privileges), "to": grantees}
    return {**grant, "grantable": True} if grantable else grant


def random_grants(chance, roles):
    return [random_grant(chance, roles, PRIVILEGES["database"]) for _ in range(chance.randint(0, 3))]


def random_schema_grant(chance, roles):
    objects = chance.choice(["schema", "tables", "tables", "columns", "sequences", "routines", "types"])
    grant = random_grant(chance, roles, PRIVILEGES[objects])
    grant["objects"] = "tables" if objects == "columns" else objects
    if objects == "columns":
        grant["columns"] = some(chance, ["a", "b c"], 1)
    patterns = PATTERNS.get(grant["objects"], [])
    if patterns and chance.random() < 0.6:
        grant["names"] = some(chance, patterns, 1)[:3]
    if patterns and chance.random() < 0.3:
        grant["except"] = some(chance, patterns, 1)[:2]
    if "names" not in grant and objects not in ("columns", "schema") and chance.random() < 0.3:
        grant.update(future=True, creators=some(chance, roles, 1)[:2])
    return grant


def random_defaults(chance, roles, global_too):
    objects = ["tables", "sequences", "routines", "types"]
    defaults = []
    for _ in range(chance.randint(0, 2)):
        kind = chance.choice(objects)
        grant = random_grant(chance, roles, PRIVILEGES[kind])
        if not global_too and not grant["privileges"]:
            continue
        defaults.append({"for": some(chance, roles, 1)[:2], "objects": kind, **grant})
    return defaults


def random_schema(chance, name, roles):
    schema = {"name": name, "owner": chance.choice(roles)}
    if chance.random() < 0.4:
        schema["objects_owner"] = chance.choice(roles)
    if chance.random() < 0.7:
        schema["grants"] = [random_schema_grant(chance, roles) for _ in range(chance.randint(0, 5))]
    if chance.random() < 0.4:
        schema["profiles"] = [{"name": "reader", "to": some(chance, roles, 1)[:2]}]
    if chance.random() < 0.4:
        schema["default_privileges"] = random_defaults(chance, roles, False)
    return schema


def random_manifest(chance):
    names = some(chance, NAMES, 2)
    roles = [random_role(chance, name, names[:index]) for index, name in enumerate(names)]
    databases = []
    for name in some(chance, ["one", "two", "Three's"]):
        database = {"name": name, "template": "template0"}
        if chance.random() < 0.7:
            database["owner"] = chance.choice(names)
        if chance.random() < 0.7:
            database["grants"] = random_grants(chance, names)
        if chance.random() < 0.4:
            database["settings"] = random_settings(chance)
        if chance.random() < 0.5:
            database["schemas"] = [random_schema(chance, schema, names) for schema in SCHEMAS]
        if chance.random() < 0.3:
            database["default_privileges"] = random_defaults(chance, names, True)
        databases.append(database)
    profile = {"name": "reader", "grants": [{"objects": "schema", "privileges": ["USAGE"]},
                                            {"objects": "tables", "privileges": ["SELECT"], "except": ["v"]}]}
    return {"version": 1, "profiles": [profile], "mode": chance.choice(["additive", "adopt", "authoritative"]),
            "roles": roles, "databases": databases}


def sql_of(chance):
    """A cluster that some other manifest might be of, and more that pgmob would not make."""
    manifest = random_manifest(chance)
    roles = [role["name"] for role in manifest["roles"]]
    sql = []
    for role in manifest["roles"]:
        flags = " ".join(key.upper() for key in ("login", "createdb", "createrole") if role.get(key))
        sql.append(f"CREATE ROLE {ident(role['name'])} {flags};")
        sql += [f"GRANT {ident(group)} TO {ident(role['name'])};" for group in role.get("member_of", [])]
        sql += [f"ALTER ROLE {ident(role['name'])} SET {entry['name']} = {literal(entry['value'])};"
                for entry in role.get("settings", [])]
    for database in manifest["databases"]:
        name = ident(database["name"])
        sql.append(f"CREATE DATABASE {name};")
        if "owner" in database:
            sql.append(f"ALTER DATABASE {name} OWNER TO {ident(database['owner'])};")
        for grant in database.get("grants", []):
            sql += sql_of_grant(chance, f"DATABASE {name}", grant, roles)
        sql.append(f"\\connect -reuse-previous=on {name}")
        for schema in database.get("schemas", []):
            sql += sql_of_schema(chance, schema, roles)
        sql.append("\\connect -reuse-previous=on postgres")
    return "\n".join(sql) + "\n"


def sql_of_schema(chance, schema, roles):
    name = ident(schema["name"])
    sql = [f"CREATE SCHEMA {name} AUTHORIZATION {ident(schema['owner'])};", f"GRANT USAGE ON SCHEMA {name} TO PUBLIC;"]
    for _ in range(chance.randint(0, 2)):
        sql += sql_of_default(chance, name, roles)
    for kind, object_name, command in OBJECTS:
        bare, bracket, arguments = object_name.partition("(")
        on = f"{name}.{ident(bare)}"
        sql.append(command.format(on) + ";")
        if chance.random() < 0.5:
            words = WORDS[kind] if object_name != "v" else "VIEW"
            sql.append(f"ALTER {words} {on}{bracket}{arguments} OWNER TO {ident(chance.choice(roles))};")
        for _ in range(chance.choice([0, 0, 1, 2])):
            columns = some(chance, ["a", "b c"], 1) if kind == "tables" and chance.random() < 0.4 else []
            grant = random_grant(chance, roles, PRIVILEGES["columns" if columns else kind])
            sql += sql_of_grant(chance, f"{WORDS[kind]} {on}{bracket}{arguments}", grant, roles, columns)
    return sql


def sql_of_default(chance, schema, roles):
    kind = chance.choice(["tables", "sequences", "routines", "types"])
    grant = random_grant(chance, roles, PRIVILEGES[kind])
    where = chance.choice(["", f"IN SCHEMA {schema}"])
    words = ", ".join(grant["privileges"])
    head = f"ALTER DEFAULT PRIVILEGES FOR ROLE {ident(chance.choice(roles))} {where}"
    to = ", ".join("PUBLIC" if name == "PUBLIC" else ident(name) for name in grant["to"])
    if not words:
        return [f"{head} REVOKE ALL ON {kind.upper()} FROM {to};"]
    option = " WITH GRANT OPTION" if grant.get("grantable") else ""
    return [f"{head} GRANT {words} ON {kind.upper()} TO {to}{option};"]


def sql_of_grant(chance, target, grant, roles, columns=()):
    """The grant; and where it may be granted on, a grant by each of its grantees."""
    of = " (" + ", ".join(ident(column) for column in columns) + ")" if columns else ""
    words = ", ".join(word + of for word in grant["privileges"])
    sql = []
    if not words:
        grantee = chance.choice(grant["to"])
        return [f"REVOKE ALL ON {target} FROM {'PUBLIC' if grantee == 'PUBLIC' else ident(grantee)} CASCADE;"]
    for grantee in grant["to"]:
        to = "PUBLIC" if grantee == "PUBLIC" else ident(grantee)
        option = " WITH GRANT OPTION" if grant.get("grantable") else ""
        sql.append(f"GRANT {words} ON {target} TO {to}{option};")
        if option:
            other = ident(chance.choice(roles))
            sql.append(f"SET ROLE {to}; GRANT {words} ON {target} TO {other}; RESET ROLE;")
    return sql


# The laws.

SCHEMAS_THERE = """
SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')
"""


class Trial:
    """One seed on a server of its own."""

    def __init__(self, ctx, seed):
        self.ctx = ctx
        self.seed = seed
        self.server = ctx.new_server()

    def pgmob(self, *words, server=None):
        return self.ctx.pgmob(*words, server=server or self.server)

    def export(self, server=None):
        return self.pgmob("export", "--all-databases", server=server).expect(status=0).out

    def run(self):
        chance = random.Random(self.seed)
        words = ("-f", self.ctx.write("m.json", json.dumps(random_manifest(chance))))
        self.server.psql(sql_of(chance))
        before = self.export()
        plan = self.pgmob("plan", *words)
        if plan.status == 1:
            self.check_refused(words, plan, before)
        else:
            self.check_applied(words, plan)
        self.check_export()

    def check_refused(self, words, plan, before):
        """A manifest that cannot be: plan says so, and apply changes nothing."""
        plan.expect(out="", err_has="m.json:")
        self.pgmob("apply", "--yes", "--allow", "all", *words).expect(status=1)
        self.ctx.equal(self.export(), before, "the cluster of a refused plan")

    def check_applied(self, words, plan):
        apply = self.pgmob("apply", "--yes", "--allow", "all", *words)
        left = self.pgmob("plan", "--detailed-exitcode", "--allow", "all", *words)
        if apply.status not in (0, 3) or left.status != apply.status:
            self.ctx.fail(f"seed {self.seed}: something is left", f"{plan}\n{apply}\n{left}")

    def check_export(self):
        export = self.export()
        words = ("-f", self.ctx.write("export.yaml", export), "--mode", "authoritative")
        self.pgmob("plan", *words, "--detailed-exitcode").expect(status=0)
        other = self.ctx.new_server()
        self.make_bare_copy(other)
        self.pgmob("apply", "--yes", "--allow", "all", *words, server=other).expect(status=0)
        # a grant whose grantor has lost its option since cannot be made again
        if "could not grant them again" not in self.pgmob("export", "--all-databases").err:
            self.check_same(other, export)
        other.close()

    def check_same(self, other, export):
        self.ctx.equal(self.export(other), export, "the export of what the export made")
        for database in self.databases():
            self.ctx.equal(other.psql(ACLS, db=database), self.server.psql(ACLS, db=database),
                           f"the privileges in {database}")

    def databases(self):
        return self.server.psql("SELECT datname FROM pg_database WHERE datallowconn").splitlines()

    def make_bare_copy(self, other):
        """The databases with what pgmob makes none of."""
        for database in self.databases():
            schemas = self.server.psql(SCHEMAS_THERE, db=database).splitlines()
            if database not in ("postgres", "template1"):
                other.psql(f"CREATE DATABASE {ident(database)} TEMPLATE template0")
            for schema in schemas:
                sql = [f"CREATE SCHEMA {ident(schema)};"]
                sql += [command.format(f"{ident(schema)}.{ident(name.partition('(')[0])}") + ";"
                        for _, name, command in OBJECTS if self.has(database, schema)]
                other.psql("\n".join(sql), db=database)

    def has(self, database, schema):
        found = self.server.psql(
            f"SELECT 1 FROM pg_tables WHERE schemaname = {literal(schema)} LIMIT 1", db=database)
        return bool(found.strip())


def run_each_seed(ctx, kind):
    """One trial of that kind for each seed; a failure names the seed that brings it again."""
    for seed in seeds():
        trial = kind(ctx, seed)
        try:
            trial.run()
        except Failure as failure:
            ctx.fail(f"seed {seed}: {failure.title}", failure.detail)
        trial.server.close()


def test_the_laws_hold_for_random_clusters(ctx):
    run_each_seed(ctx, Trial)


# A role retires.

ROLES = "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND oid <> 10 ORDER BY 1"
MEMBERSHIPS = """
SELECT roleid::regrole, member::regrole, bool_or(admin_option)
  FROM pg_auth_members WHERE pg_get_userbyid(roleid) !~ '^pg_' GROUP BY 1, 2 ORDER BY 1, 2
"""


POLICIES = """
SELECT 'policy', schemaname, tablename, policyname, permissive, role, cmd, qual
  FROM pg_policies, unnest(roles) role
"""
# The options of a mapping are a part of it that nobody may lose.
MAPPINGS = "SELECT 'mapping', srvname, usename, umoptions FROM pg_user_mappings"


def sql_of_policy(chance, name, roles):
    table = f"{ident(chance.choice(SCHEMAS))}.{ident(chance.choice(['t1', 't2', 'T*?']))}"
    kind = chance.choice(["PERMISSIVE", "RESTRICTIVE"])
    to = ", ".join(map(ident, some(chance, roles, 1)[:3])) if chance.random() < 0.9 else "PUBLIC"
    return f"CREATE POLICY {ident(name)} ON {table} AS {kind} TO {to} USING (a > {chance.randint(0, 9)});"


def sql_of_servers(chance, roles):
    """Foreign servers, and who users are there."""
    everybody = ", ".join(map(ident, roles))
    sql = ["CREATE EXTENSION postgres_fdw;", f"GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO {everybody};"]
    for name in some(chance, ["far", "it's \"far\""], 1):
        sql.append(f"CREATE SERVER {ident(name)} FOREIGN DATA WRAPPER postgres_fdw;")
        sql.append(f"ALTER SERVER {ident(name)} OWNER TO {ident(chance.choice(roles))};")
        for user in some(chance, [*map(ident, roles), "PUBLIC"]):
            sql.append(f"CREATE USER MAPPING FOR {user} SERVER {ident(name)} OPTIONS (user {literal(user)});")
    return sql


class Retirement(Trial):
    """One of the roles goes; what the others have stays."""

    def run(self):
        chance = random.Random(self.seed)
        self.server.psql(sql_of(chance))
        roles = self.server.psql(ROLES).splitlines()
        old, heir = chance.sample(roles, 2)
        self.name_roles(chance, roles)
        before = self.holdings(old, heir)
        entries = [{"name": old, "state": "absent", "reassign_owned_to": heir}]
        words = ("-f", self.ctx.write("r.json", json.dumps({"version": 1, "roles": entries})), "--allow", "all")
        self.pgmob("apply", "--yes", *words).expect(status=0)
        self.pgmob("plan", "--detailed-exitcode", *words).expect(status=0)
        self.ctx.equal(old in self.server.psql(ROLES).splitlines(), False)
        after = self.holdings(old, heir)
        changed = {"lost": sorted(before - after), "gained": sorted(after - before)}
        self.ctx.equal(changed, {"lost": [], "gained": []}, f"what others have, without {old}")

    def name_roles(self, chance, roles):
        """By policies and user mappings."""
        for database in self.databases():
            sql = sql_of_servers(chance, roles) if chance.random() < 0.5 else []
            if self.has(database, SCHEMAS[0]):
                sql += [sql_of_policy(chance, f"it's {number}", roles) for number in range(chance.randint(0, 8))]
            self.server.psql("\n".join(sql), db=database)

    def holdings(self, old, heir):
        """What others hold, by whomever; who owns a thing has its own in any case."""
        found = set()
        for database in self.databases():
            for line in self.server.psql(ACLS, db=database).splitlines():
                thing, _, grantee, privilege, grantable = line.rsplit("|", 4)
                # a default privilege that has become the built-in one is none any more
                if thing.startswith("future") and (grantee.startswith("unknown") or thing.endswith(f" of {ident(grantee)}")
                                                   or thing.endswith(f" of {grantee}")):
                    continue
                if grantee not in (old, heir) and not thing.endswith((f" of {old}", f" of {ident(old)}")):
                    found.add((database, thing, grantee, privilege, grantable))
            for line in (self.server.psql(POLICIES, db=database) + self.server.psql(MAPPINGS, db=database)).splitlines():
                if old not in line.split("|"):
                    found.add((database, line))
        rows = self.server.psql(MEMBERSHIPS).splitlines()
        found |= {row for row in rows if ident(old) not in row and old not in row.split("|")[:2]}
        # of what may be granted on by one grant and not by another, the former counts
        return {str(row) for row in found if not (row[-1] == "f" and (*row[:-1], "t") in found)}


def test_a_role_that_retires_takes_nothing_from_others(ctx):
    run_each_seed(ctx, Retirement)
