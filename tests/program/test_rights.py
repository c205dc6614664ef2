"""Administrators that are no superusers: what a plan says of their rights is what the server does."""

import json
import random
import re

from framework import versions
from test_random import Trial, ident, random_manifest, run_each_seed, some, sql_of

# What CREATE ROLE and the like leave of the administrator itself: the rows that CREATEROLE brings.
OWN = """
SELECT roleid::regrole FROM pg_auth_members
 WHERE pg_get_userbyid(member) = 'admin' AND {} ORDER BY 1
"""


def random_administrator(chance, version, roles):
    """A role that may do some things."""
    flags = [flag for flag in ("CREATEROLE", "CREATEDB") if chance.random() < 0.7]
    sql = [f"CREATE ROLE admin LOGIN {' '.join(flags)};"]
    if chance.random() < 0.2:
        sql.append("ALTER ROLE admin NOINHERIT;")
    for role in some(chance, roles):
        options = ""
        if version >= 16:
            options = ", ".join(f"{word} {chance.choice(['TRUE', 'FALSE'])}" for word in ("ADMIN", "INHERIT", "SET"))
            options = f" WITH {options}"
        elif chance.random() < 0.5:
            options = " WITH ADMIN OPTION"
        sql.append(f"GRANT {ident(role)} TO admin{options};")
    return sql


class Administration(Trial):
    """A random administrator runs a random manifest."""

    def run(self):
        chance = random.Random(self.seed)
        manifest = {**random_manifest(chance), "ignore": {"roles": ["admin"]}}
        self.words = ("-f", self.ctx.write("m.json", json.dumps(manifest)), "--allow", "all")
        self.sql = self.cluster(chance)
        self.server.psql(self.sql)
        plan = self.plan(self.server)
        if plan.status == 1:
            plan.expect(out="", err_has="m.json:")
            return
        if json.loads(plan.out)["lacks"]:
            self.check_lacks()
        else:
            self.check_apply(self.server, plan)

    def cluster(self, chance):
        """The random cluster, and the administrator in it, who may own some of the databases."""
        sql = sql_of(chance)
        roles = [line.split('"', 1)[1] for line in sql.splitlines() if line.startswith("CREATE ROLE")]
        roles = [line.rsplit('"', 1)[0].replace('""', '"') for line in roles]
        own = random_administrator(chance, self.ctx.version, roles)
        databases = [line[len("CREATE DATABASE "):-1] for line in sql.splitlines()
                     if line.startswith("CREATE DATABASE")]
        own += [f"ALTER DATABASE {name} OWNER TO admin;" for name in databases if chance.random() < 0.5]
        own += [f"GRANT CONNECT ON DATABASE {name} TO admin;" for name in databases]
        return sql + "\n".join(own) + "\n"

    def plan(self, server, form="json"):
        return self.ctx.pgmob("plan", "--format", form, *self.words, server=server, env={"PGUSER": "admin"})

    def check_apply(self, server, plan):
        """What is not refused is done, and what was lent is given back."""
        own = OWN.format("true" if self.ctx.version < 16 else "grantor = member")
        before = server.psql(own)
        summary = json.loads(plan.out)["summary"]
        apply = self.ctx.pgmob("apply", "--yes", *self.words, server=server, env={"PGUSER": "admin"})
        if summary["refused"]:
            apply.expect(status=3)
            return
        if apply.status not in (0, 3) or "42501" in apply.err:
            self.ctx.fail("apply failed", f"{plan}\n{apply}")
        there = server.psql("SELECT quote_ident(rolname) FROM pg_roles").splitlines()
        kept = "".join(f"{role}\n" for role in before.splitlines() if role in there)
        self.ctx.equal(server.psql(own), kept, "the administrator's memberships")

    def check_lacks(self):
        """The server refuses what the plan refuses; and once somebody else has run what it says, nothing is
        refused any more."""
        script = self.plan(self.server, "sql").out
        refusal = "DO 'BEGIN RAISE EXCEPTION ''this plan is refused''; END';\n"
        self.ctx.equal(script.count(refusal), 1, "how the script is refused")
        script = self.ctx.write("script.sql", script.replace(refusal, ""))
        _, _, errors = self.server.try_psql(file=script, user="admin", cwd=self.ctx.directory,
                                                 options=("-v", "VERBOSITY=verbose"))
        # a GRANT of what one may not grant is only a warning where one has any privilege at all
        if not re.search(r" 42501: | 0100[67]: ", errors):
            self.ctx.fail("the server does not refuse what the plan does",
                          f"{self.plan(self.server, 'text')}\n{errors}")
        helped = self.ctx.new_server()
        helped.psql(self.sql)
        for _ in range(5):
            plan = self.plan(helped)
            lacks = json.loads(plan.out)["lacks"]
            for lack in lacks:
                role = f"SET ROLE {ident(lack['role'])};" if lack["role"] else ""
                helped.psql(role + lack["sql"], db=lack["database"] or "postgres")
            if not lacks:
                self.check_apply(helped, plan)
                helped.close()
                return
        self.ctx.fail("help does not help", str(plan))


def test_the_plan_knows_what_the_server_lets_pass(ctx):
    run_each_seed(ctx, Administration)
