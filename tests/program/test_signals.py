"""Ctrl-C: the statement is cancelled, what is not committed is rolled back, and pgmob says so, soon."""

import os
import re
import signal
import socket
import time

from framework import ends, once

MANIFEST = "version: 1\nroles:\n  - {name: a, connection_limit: 5}\n  - {name: b, connection_limit: 5}\n"
PATIENCE = 3  # seconds; the machine may be busy

NOTHING = re.compile(r"error: interrupted\nNothing was changed\.\n\Z")


def silent_port(ctx):
    """A port that takes connections and never says a word."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(8)
    ctx.use_closing(listener)
    return str(listener.getsockname()[1])


def interrupted(ctx, apply, err=NOTHING, number=signal.SIGINT):
    """Sends the signal; the end must come soon."""
    began = time.monotonic()
    apply.signal(number)
    result = apply.wait()
    took = time.monotonic() - began
    if not ctx.program.valgrind:
        ctx.equal(took < PATIENCE, True, f"the time of {took:.1f} s")
    return result.expect(status=130, err=err)


def waiting_apply(ctx, *options):
    """An apply that waits for the row of role b."""
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    ctx.session().run("BEGIN; ALTER ROLE b CREATEDB;")
    apply = ctx.start("apply", "--yes", *options, "-f", ctx.write("m.yaml", MANIFEST))
    ctx.until_waiting()
    return apply


def limits(ctx):
    sql = "SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname IN ('a', 'b') ORDER BY 1"
    return ctx.server.psql(sql).replace("\n", " ").strip()


@ends
def test_while_a_statement_waits_for_a_lock(ctx):
    interrupted(ctx, waiting_apply(ctx))
    ctx.equal(limits(ctx), "a|-1 b|-1")
    # the server has ended it, too: no lock is left behind
    ctx.until_sql("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'pgmob/apply'")


@ends
def test_sigterm_is_the_same(ctx):
    interrupted(ctx, waiting_apply(ctx), number=signal.SIGTERM)
    ctx.equal(limits(ctx), "a|-1 b|-1")


@ends
def test_between_what_is_committed_and_what_is_not(ctx):
    """The cluster's part is committed, the database's waits."""
    for name in ("one", "two"):
        ctx.server.psql(f"CREATE DATABASE {name}")
    ctx.server.psql("CREATE SCHEMA app", db="two")
    ctx.session(db="two").run("BEGIN; ALTER SCHEMA app OWNER TO pg_monitor;")
    manifest = ctx.write(
        "m.yaml",
        """\
version: 1
roles: [{name: shop}]
databases:
  - {name: one, schemas: [{name: app, owner: shop}]}
  - {name: two, schemas: [{name: app, owner: shop}]}
""",
    )
    apply = ctx.start("apply", "--yes", "-f", manifest)
    ctx.until_waiting()
    said = re.compile(
        r"error: interrupted\nCommitted before: 1 statement on the cluster\. "
        r"Nothing else was changed; the next apply does the rest\.\n\Z"
    )
    interrupted(ctx, apply, said)
    ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'shop'"), "1\n")
    ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'app'", db="one"), "0\n")


@ends
def test_while_it_waits_for_another_apply(ctx):
    ctx.session().run("SELECT pg_advisory_lock(482771562338)")
    apply = ctx.start("apply", "--yes", "-f", ctx.write("m.yaml", MANIFEST))
    ctx.until_waiting()
    interrupted(ctx, apply)


@ends
def test_while_it_reads(ctx):
    """The first question waits for a lock on a catalogue."""
    ctx.session().run("BEGIN; LOCK TABLE pg_catalog.pg_shdescription IN ACCESS EXCLUSIVE MODE;")
    manifest = ctx.write("m.yaml", MANIFEST)
    for command in (("plan", "-f", manifest), ("apply", "--yes", "-f", manifest), ("export",)):
        run = ctx.start(*command)
        sql = f"""SELECT count(*) > 0 FROM pg_stat_activity
                   WHERE application_name = 'pgmob/{command[0]}' AND wait_event_type = 'Lock'"""
        ctx.until_sql(sql)
        result = interrupted(ctx, run, err=re.compile(r"error: interrupted\n(Nothing was changed\.\n)?\Z"))
        result.expect(out="")


@once
def test_while_it_connects(ctx):
    port = silent_port(ctx)
    manifest = ctx.write("m.yaml", MANIFEST)
    for command in (("plan", "-f", manifest), ("apply", "--yes", "-f", manifest), ("export",)):
        run = ctx.start(*command, "-h", "127.0.0.1", "-p", port)
        time.sleep(0.5)
        interrupted(ctx, run, err=re.compile(r"error: interrupted\n(Nothing was changed\.\n)?\Z"))


@ends
def test_while_a_commit_waits_for_a_standby(ctx):
    """The commit is made by then: only the wait is cancelled, as PostgreSQL says."""
    ctx.server.psql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    ctx.server.reload()
    ctx.until_sql("SELECT current_setting('synchronous_standby_names') = 'nobody'")
    apply = ctx.start("apply", "--yes", "-f", ctx.write("m.yaml", MANIFEST))
    ctx.until_sql(
        "SELECT count(*) > 0 FROM pg_stat_activity"
        " WHERE application_name = 'pgmob/apply' AND wait_event = 'SyncRep'"
    )
    said = re.compile(r"error: interrupted\n(?:.*\n)*Applied: 2 statements on the cluster\.\n\Z")
    result = interrupted(ctx, apply, said)
    result.expect(err_has="warning: the server says: canceling wait for synchronous replication")
    ctx.equal(limits(ctx), "a|5 b|5")


@ends
def test_at_the_question(ctx):
    terminal = ctx.terminal("apply", "-f", ctx.write("m.yaml", MANIFEST))
    terminal.expect("Apply this plan? [y/N] ")
    began = time.monotonic()
    terminal.interrupt()
    result = terminal.wait().expect(status=130)
    ctx.equal(result.out.endswith("error: interrupted\nNothing was changed.\n"), True, result.out)
    if not ctx.program.valgrind:
        ctx.equal(time.monotonic() - began < PATIENCE, True, "the time")
    ctx.equal(limits(ctx), "")


@once
def test_at_a_password(ctx):
    ctx.server.psql("SET password_encryption = 'scram-sha-256'; CREATE ROLE app LOGIN PASSWORD 'geheim'")
    ctx.server.write_hba("local all postgres trust\nlocal all all scram-sha-256\n")
    terminal = ctx.terminal("plan", "-U", "app", "-f", ctx.write("m.yaml", MANIFEST))
    terminal.expect("Password for user app: ").interrupt()
    terminal.wait().expect(status=130, out_has="error: interrupted\n")


@once
def test_who_insists_does_not_wait_for_the_server(ctx):
    apply = waiting_apply(ctx)
    sql = "SELECT pid FROM pg_stat_activity WHERE application_name = 'pgmob/apply'"
    pids = [int(pid) for pid in ctx.server.psql(sql).split()]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(3):
            apply.interrupt()
            time.sleep(0.3)
        apply.wait(10).expect(status=130, err_has="leaving without the server's answer")
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    ctx.until_sql("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'pgmob/apply'")
    ctx.equal(limits(ctx), "a|-1 b|-1")
