"""What the plan of a retirement tells a person to do is enough."""

import re

from framework import versions

MANIFEST = """
version: 1
roles: [{name: old, state: absent, reassign_owned_to: New heir}, {name: New heir}]
"""


def expect_refused(ctx, manifest):
    """The command that the plan names."""
    plan = ctx.pgmob("plan", "-f", manifest, "--allow", "all", "--detailed-exitcode").expect(status=3)
    return re.search(r"run (REASSIGN OWNED BY .*) in each of these databases", plan.out).group(1)


def expect_gone(ctx, manifest):
    ctx.pgmob("apply", "--yes", "-f", manifest, "--allow", "all").expect(status=0)
    ctx.pgmob("plan", "-f", manifest, "--detailed-exitcode").expect(status=0)
    ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'old'"), "0\n")


def test_extensions_get_another_owner_by_what_the_plan_says(ctx):
    ctx.server.psql('CREATE ROLE old SUPERUSER; CREATE ROLE "New heir"; CREATE DATABASE shop; CREATE DATABASE other')
    ctx.server.psql("SET ROLE old; CREATE EXTENSION pg_freespacemap; CREATE EXTENSION lo", db="shop")
    ctx.server.psql("SET ROLE old; CREATE EXTENSION citext; CREATE TABLE t (x int)", db="other")
    manifest = ctx.write("m.yaml", MANIFEST)
    command = expect_refused(ctx, manifest)
    ctx.equal(command, 'REASSIGN OWNED BY old TO "New heir"')
    ctx.server.psql(command, db="shop")
    ctx.equal(expect_refused(ctx, manifest), command)
    ctx.server.psql(command, db="other")
    expect_gone(ctx, manifest)


@versions(">=17")
def test_initial_privileges_go_by_what_the_plan_says(ctx):
    ctx.server.psql('CREATE ROLE old; CREATE ROLE "New heir"; CREATE DATABASE shop')
    ctx.server.psql(
        "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO old; CREATE EXTENSION pg_freespacemap;"
        "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM old",
        db="shop",
    )
    manifest = ctx.write("m.yaml", MANIFEST)
    ctx.server.psql(expect_refused(ctx, manifest), db="shop")
    expect_gone(ctx, manifest)


def test_options_of_user_mappings_are_nowhere_seen(ctx):
    ctx.server.psql(
        "CREATE ROLE old; CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;"
        "CREATE USER MAPPING FOR old SERVER far OPTIONS (user 'u', password 'unseen')"
    )
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: old, state: absent}]\n")
    for words in (["plan", "--format", "text"], ["plan", "--format", "json"], ["plan", "--format", "sql"],
                  ["apply", "--yes", "--allow-drop-role", "--verbose"]):
        result = ctx.pgmob(words[0], "-f", manifest, *words[1:])
        ctx.equal("user mapping" in result.out.lower(), True, str(result))
        ctx.equal("unseen" in result.out + result.err, False)
