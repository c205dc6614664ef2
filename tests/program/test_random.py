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
# Who has what by whom; the owner's grant options are its own in any case.
ACLS = """
SELECT d.datname, pg_get_userbyid(a.grantor), pg_get_userbyid(a.grantee), a.privilege_type,
       a.is_grantable AND a.grantee <> d.datdba
  FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
 ORDER BY 1, 2, 3, 4, 5
"""
PRIVILEGES = ["CONNECT", "CREATE", "TEMPORARY"]

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


def random_grants(chance, roles):
    grants = []
    for _ in range(chance.randint(0, 3)):
        grantees = some(chance, roles, 1)[:3]
        grantable = chance.random() < 0.3
        if not grantable and chance.random() < 0.3:
            grantees.append("PUBLIC")
        if grantees:
            grant = {"privileges": some(chance, PRIVILEGES), "to": grantees}
            grants.append({**grant, "grantable": True} if grantable else grant)
    return grants


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
            database["schemas"] = [{"name": schema, "owner": chance.choice(names)} for schema in ("s", "a b")]
        databases.append(database)
    return {"version": 1, "mode": chance.choice(["additive", "adopt", "authoritative"]),
            "roles": roles, "databases": databases}


def sql_of(chance):
    """A cluster that some other manifest might be of, and more that pgmob would not make."""
    manifest = random_manifest(chance)
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
            sql += sql_of_grant(chance, name, grant, manifest["roles"])
        if "schemas" in database:
            sql.append(f"\\connect -reuse-previous=on {name}")
            sql += [f"CREATE SCHEMA {ident(schema['name'])} AUTHORIZATION {ident(schema['owner'])};"
                    for schema in database["schemas"]]
            sql.append("\\connect -reuse-previous=on postgres")
    return "\n".join(sql) + "\n"


def sql_of_grant(chance, database, grant, roles):
    """The grant; and where it may be granted on, a grant by each of its grantees."""
    words = ", ".join(grant["privileges"])
    sql = []
    if not words:
        return [f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;"] if "PUBLIC" in grant["to"] else []
    for grantee in grant["to"]:
        to = "PUBLIC" if grantee == "PUBLIC" else ident(grantee)
        option = " WITH GRANT OPTION" if grant.get("grantable") else ""
        sql.append(f"GRANT {words} ON DATABASE {database} TO {to}{option};")
        if option:
            other = ident(chance.choice(roles)["name"])
            sql.append(f"SET ROLE {to}; GRANT {words} ON DATABASE {database} TO {other}; RESET ROLE;")
    return sql


# The laws.


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
        self.pgmob("apply", "--yes", "--allow", "all", *words, server=other).expect(status=0)
        self.ctx.equal(self.export(other), export, "the export of what the export made")
        self.ctx.equal(other.psql(ACLS), self.server.psql(ACLS), "the privileges")
        other.close()


def test_the_laws_hold_for_random_clusters(ctx):
    for seed in seeds():
        trial = Trial(ctx, seed)
        try:
            trial.run()
        except Failure as failure:
            ctx.fail(f"seed {seed}: {failure.title}", failure.detail)
        trial.server.close()
