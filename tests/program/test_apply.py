"""Apply: its transactions, what it says when a statement fails, and what is left then."""

import re
import subprocess

from framework import ends, once

TWO_DATABASES = """\
version: 1
roles: [{name: shop}]
databases:
  - {name: one, schemas: [{name: app, owner: shop}]}
  - {name: two, schemas: [{name: app, owner: shop}]}
"""

# An event trigger that refuses, or changes, what a statement has made.
TRIGGER = """
CREATE FUNCTION public.meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$;
CREATE EVENT TRIGGER meddle ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA')
    EXECUTE FUNCTION public.meddle();
"""


def roles(ctx, server=None):
    sql = "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE oid > 16383"
    return (server or ctx.server).psql(sql).strip()


def schemas(ctx, db):
    sql = "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE oid > 16383"
    return ctx.server.psql(sql, db=db).strip()


@ends
def test_one_database_is_one_transaction(ctx):
    manifest = ctx.write(
        "m.yaml",
        """\
version: 1
roles:
  - name: shop
  - name: broken
    settings: [{name: timezone, value: nonsense}]
databases: [{name: postgres, schemas: [{name: app, owner: shop}]}]
""",
    )
    result = ctx.pgmob("apply", "--yes", "-f", manifest)
    result.expect(status=1, out_has="One transaction in postgres")
    result.expect(
        err="""\
m.yaml:5:16: error: cannot apply setting timezone of role broken: invalid value for parameter \
"TimeZone": "nonsense" (SQLSTATE 22023)
\t    settings: [{name: timezone, value: nonsense}]
\t               ^
STATEMENT:  ALTER ROLE broken SET timezone = 'nonsense'
Nothing was changed.
"""
    )
    ctx.equal(roles(ctx), "")
    ctx.equal(schemas(ctx, "postgres"), "")


@ends
def test_the_error_has_the_words_of_the_server(ctx):
    words = "USING ERRCODE = '42501', DETAIL = 'only on Sundays', HINT = 'wait'"
    ctx.server.psql(TRIGGER.format(body=f"RAISE EXCEPTION 'permission denied' {words};"))
    manifest = ctx.write("m.yaml", "version: 1\ndatabases:\n  - name: postgres\n    schemas:\n      - name: shop\n")
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has=["m.yaml:5:15: error: ", "permission denied", "SQLSTATE 42501"])
    result.expect(err_has=["\t      - name: shop\n\t              ^\n", "STATEMENT:  CREATE SCHEMA shop\n"])
    result.expect(err_has=["DETAIL:  only on Sundays\n", "HINT:  wait\n"])
    result.expect(err=re.compile(r"\nNothing was changed\.\n\Z"))


@ends
def test_all_databases_are_executed_before_the_first_commits(ctx):
    ctx.server.psql("CREATE DATABASE one")
    ctx.server.psql("CREATE DATABASE two")
    ctx.server.psql(TRIGGER.format(body="RAISE EXCEPTION 'not today';"), db="two")
    manifest = ctx.write("m.yaml", TWO_DATABASES)
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has=["m.yaml:5:27: error: cannot apply schema app", "not today"])
    result.expect(
        err_has="\nCommitted before: 1 statement on the cluster. Nothing else was changed; "
        "the next apply does the rest.\n"
    )
    ctx.equal(roles(ctx), "shop")
    ctx.equal(schemas(ctx, "one"), "")
    ctx.server.psql("DROP EVENT TRIGGER meddle", db="two")
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0, err="")
    result.expect(
        out=re.compile(r"\nApplied: 1 statement in database one, 1 statement in database two\.\n\Z")
    )
    ctx.pgmob("plan", "--detailed-exitcode", "-f", manifest).expect(status=0)


@ends
def test_a_commit_that_fails_rolls_the_later_ones_back(ctx):
    """A deferred trigger runs at COMMIT; nothing of pgmob's sets one off, but an event trigger can."""
    for name in ("one", "two"):
        ctx.server.psql(f"CREATE DATABASE {name}")
    ctx.server.psql(
        """
CREATE TABLE public.t (i integer);
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'not at the end'; END$$;
CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON public.t DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.refuse();
"""
        + TRIGGER.format(body="INSERT INTO public.t VALUES (1);"),
        db="two",
    )
    manifest = ctx.write("m.yaml", TWO_DATABASES)
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has=["error: cannot commit: not at the end", "Committed before: "])
    result.expect(err_has="1 statement on the cluster, 1 statement in database one. ")
    ctx.equal(schemas(ctx, "one"), "app")
    ctx.equal(schemas(ctx, "two"), "")


@ends
def test_what_stands_alone_is_said_to_be_committed(ctx):
    manifest = ctx.write(
        "m.yaml",
        """\
version: 1
databases:
  - {name: good}
  - {name: wrong, lc_collate: nowhere}
""",
    )
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has=["m.yaml:4:5: error: cannot apply database wrong: ", "nowhere"])
    result.expect(err_has="Committed before: 1 statement on the cluster. ")
    ctx.equal(ctx.server.psql("SELECT datname FROM pg_database WHERE datname = 'good'"), "good\n")


@ends
def test_a_difference_that_is_left_is_an_error(ctx):
    ctx.server.psql("CREATE ROLE other")
    ctx.server.psql(TRIGGER.format(body="ALTER SCHEMA app OWNER TO other;"))
    manifest = ctx.write(
        "m.yaml",
        "version: 1\nroles: [{name: shop}]\n"
        "databases: [{name: postgres, schemas: [{name: app, owner: shop}]}]\n",
    )
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has="the changes are committed, but the cluster is not as the manifest says")
    result.expect(err_has=["DETAIL:  schema app: owner other → shop", "Applied: "])


@ends
def test_what_comes_into_reach_is_for_the_next_run(ctx):
    ctx.server.psql("CREATE ROLE named; CREATE TABLE t (x int); CREATE POLICY p ON t TO named")
    manifest = ctx.write(
        "m.yaml",
        """\
version: 1
mode: authoritative
roles: [{name: app}]
databases: [{name: postgres, schemas: [{name: public, tables: [{name: t, state: absent}]}]}]
""",
    )
    apply = ("apply", "--yes", "--allow", "all", "-f", manifest)
    plan = ("plan", "--detailed-exitcode", "-f", manifest)
    ctx.pgmob(*apply).expect(status=3, out_has="! role named")
    ctx.equal(roles(ctx), "app named")
    ctx.pgmob(*plan).expect(status=3, out_has="- role named")
    ctx.pgmob(*apply).expect(status=0)
    ctx.pgmob(*plan).expect(status=0)
    ctx.equal(roles(ctx), "app")


@ends
def test_what_was_accepted_is_no_drift_when_it_comes_into_reach(ctx):
    ctx.server.psql("CREATE ROLE named; CREATE TABLE t (x int); CREATE POLICY p ON t TO named")
    manifest = ctx.write(
        "m.yaml",
        """\
version: 1
mode: authoritative
databases: [{name: postgres, schemas: [{name: public, tables: [{name: t, state: absent}]}]}]
""",
    )
    apply = ("apply", "--yes", "--allow", "all", "--accept-unfixable", "-f", manifest)
    ctx.pgmob(*apply).expect(status=0, out_has="! role named")
    ctx.equal(roles(ctx), "named")


@ends
def test_a_guard_lets_nothing_run(ctx):
    ctx.server.psql("CREATE ROLE shop LOGIN")
    manifest = ctx.write("m.yaml", "version: 1\nroles:\n  - name: new\n  - name: shop\n")
    result = ctx.pgmob("apply", "--yes", "-f", manifest)
    result.expect(status=3, err_has=["the change of role shop needs --allow-demote"])
    result.expect(out=re.compile(r"\nNothing was changed\.\n\Z"))
    ctx.equal(roles(ctx), "shop")
    ctx.pgmob("apply", "--yes", "--allow-demote", "-f", manifest).expect(status=0)
    ctx.equal(roles(ctx), "new shop")


@ends
def test_a_missing_secret_wins_over_a_guard(ctx):
    ctx.server.psql("CREATE ROLE shop LOGIN")
    manifest = ctx.write(
        "m.yaml",
        "version: 1\nroles:\n  - name: new\n    password: {env: NOT_SET}\n  - name: shop\n",
    )
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has=["needs --allow-demote", 'environment variable "NOT_SET" is not set'])
    ctx.equal(roles(ctx), "shop")


@once
def test_thousands_of_statements_in_one_pipeline(ctx):
    """More than one chunk, and an error in the middle of one of them."""
    lines = ["version: 1", "roles:"] + [f"  - name: r{number:04}" for number in range(1700)]
    good = ctx.write("good.yaml", "\n".join(lines) + "\n")
    lines[900] += "\n    settings: [{name: timezone, value: nonsense}]"
    bad = ctx.write("bad.yaml", "\n".join(lines) + "\n")
    result = ctx.pgmob("apply", "--yes", "-f", bad).expect(status=1)
    result.expect(err_has=["bad.yaml:902:16: error: ", "Nothing was changed."])
    ctx.equal(roles(ctx), "")
    ctx.pgmob("apply", "--yes", "-f", good).expect(status=0, err="", out_has="Applied: 1700 statements")
    ctx.pgmob("plan", "--detailed-exitcode", "-f", good).expect(status=0)


@once
def test_a_plan_that_cannot_be_shown_is_not_applied(ctx):
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: shop}]\n")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            ctx.program.command("apply", "--yes", "-f", manifest),
            cwd=ctx.directory,
            env=ctx.env(),
            stdout=full,
            stderr=subprocess.PIPE,
        )
    ctx.equal(done.returncode, 1)
    ctx.equal(b"cannot write standard output" in done.stderr, True)
    ctx.equal(roles(ctx), "")


@ends
def test_limits_are_set_for_changes(ctx):
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: shop}]\n")
    result = ctx.pgmob(
        "apply", "--yes", "-v", "--lock-timeout", "7s", "--statement-timeout", "90s", "-f", manifest
    )
    result.expect(status=0, err_has=["SET LOCAL lock_timeout = 7000;"])
    result.expect(err_has=["SET LOCAL statement_timeout = 90000;"])
    result.expect(err_has=["SET LOCAL idle_in_transaction_session_timeout = "])


@ends
def test_statement_timeout_ends_a_statement(ctx):
    ctx.server.psql(TRIGGER.format(body="PERFORM pg_sleep(30);"))
    manifest = ctx.write(
        "m.yaml", "version: 1\ndatabases: [{name: postgres, schemas: [{name: app}]}]\n"
    )
    result = ctx.pgmob("apply", "--yes", "--statement-timeout", "200ms", "-f", manifest)
    result.expect(status=1, err_has=["statement timeout", "SQLSTATE 57014", "Nothing was changed."])
    result.expect(err_has="HINT:  the limit of 200 ms is --statement-timeout's")
    ctx.equal(schemas(ctx, "postgres"), "")


@ends
def test_statement_timeout_also_ends_what_stands_alone(ctx):
    session = ctx.session(db="template1")
    session.run("SELECT 1")
    manifest = ctx.write("m.yaml", "version: 1\ndatabases: [{name: shop}]\n")
    result = ctx.pgmob("apply", "--yes", "--statement-timeout", "300ms", "-f", manifest)
    result.expect(status=1, err_has=["cannot apply database shop", "SQLSTATE 57014"])
