"""One apply at a time."""

import time

from framework import ends

MANIFEST = "version: 1\nroles: [{name: shop}]\n"
LOCK = "SELECT pg_advisory_lock(482771562338)"


def write(ctx):
    return ctx.write("m.yaml", MANIFEST)


@ends
def test_two_runs_in_different_databases_meet(ctx):
    """The first waits for a row that somebody holds; so the second finds it at work."""
    ctx.server.psql("CREATE DATABASE one")
    ctx.server.psql("CREATE DATABASE two")
    ctx.server.psql("CREATE ROLE shop LOGIN")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE shop CREATEDB;")
    manifest = write(ctx)
    first = ctx.start("apply", "--yes", "--allow-demote", "-d", "one", "-f", manifest)
    ctx.until_waiting()
    began = time.monotonic()
    second = ctx.pgmob("apply", "--yes", "-d", "two", "--lock-timeout", "500ms", "-f", manifest)
    took = time.monotonic() - began
    second.expect(status=5, out="", err_has="another pgmob apply is running on this server")
    second.expect(err_has=["DETAIL:  The lock is held by process ", " of role postgres (pgmob/apply)"])
    second.expect(err_has=["--lock-timeout", "\nNothing was changed.\n"])
    ctx.equal(0.4 < took < 5, True, f"the time of {took} s")
    other.run("ROLLBACK")
    first.wait().expect(status=0)


@ends
def test_the_second_goes_on_when_the_first_ends(ctx):
    other = ctx.session()
    other.run(LOCK)
    apply = ctx.start("apply", "--yes", "-f", write(ctx))
    ctx.until_waiting()
    other.end()
    apply.wait().expect(status=0, out_has="Applied: 1 statement")


@ends
def test_a_plan_needs_no_lock(ctx):
    ctx.session().run(LOCK)
    ctx.pgmob("plan", "-f", write(ctx)).expect(status=0, out_has="+ role shop")


@ends
def test_lock_timeout_0_gives_up_at_once(ctx):
    ctx.session().run(LOCK)
    began = time.monotonic()
    ctx.pgmob("apply", "--yes", "--lock-timeout", "0", "-f", write(ctx)).expect(status=5)
    ctx.equal(time.monotonic() - began < 3, True, "the time")


@ends
def test_without_the_database_postgres(ctx):
    ctx.server.psql("CREATE DATABASE one")
    ctx.server.psql("CREATE DATABASE two")
    ctx.server.psql("DROP DATABASE postgres", db="one")
    ctx.session(db="one").run(LOCK)  # the lowest OID that is no template
    manifest = write(ctx)
    result = ctx.pgmob("apply", "--yes", "-d", "two", "--lock-timeout", "100ms", "-f", manifest)
    result.expect(status=5)


@ends
def test_the_database_postgres_is_closed(ctx):
    ctx.server.psql("CREATE DATABASE one")
    ctx.server.psql("CREATE DATABASE two")
    ctx.server.psql("ALTER DATABASE postgres ALLOW_CONNECTIONS false", db="one")
    other = ctx.session(db="one")
    other.run(LOCK)
    manifest = write(ctx)
    words = ("apply", "--yes", "-d", "two", "--lock-timeout", "100ms", "-f", manifest)
    ctx.pgmob(*words).expect(status=5)
    other.end()
    ctx.pgmob(*words).expect(status=0)


@ends
def test_the_role_may_not_connect_to_postgres(ctx):
    ctx.server.psql(
        """
CREATE DATABASE one;
CREATE ROLE deploy LOGIN CREATEROLE;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
"""
    )
    other = ctx.session(db="one")
    other.run(LOCK)
    words = ("apply", "--yes", "-U", "deploy", "-d", "one", "--lock-timeout", "100ms", "-f", write(ctx))
    ctx.pgmob(*words).expect(status=5)
    other.end()
    ctx.pgmob(*words).expect(status=0)


@ends
def test_pg_hba_conf_does_not_let_the_role_into_postgres(ctx):
    ctx.server.psql("CREATE DATABASE one")
    ctx.server.psql("CREATE ROLE deploy LOGIN CREATEROLE")
    ctx.server.write_hba(
        "local all postgres trust\nlocal one deploy trust\nlocal all deploy reject\n"
    )
    other = ctx.session(db="one")
    other.run(LOCK)
    words = ("apply", "--yes", "-U", "deploy", "-d", "one", "--lock-timeout", "100ms", "-f", write(ctx))
    ctx.pgmob(*words).expect(status=5, err_has='note: the lock is not taken in database "postgres"')
    other.end()
    ctx.pgmob(*words).expect(status=0)


@ends
def test_a_full_database_is_no_reason_to_lock_elsewhere(ctx):
    """It may have room for the next run, and the two would not meet."""
    ctx.server.psql("CREATE DATABASE one")
    ctx.server.psql("CREATE ROLE deploy LOGIN CREATEROLE")
    ctx.server.psql("ALTER DATABASE postgres CONNECTION LIMIT 0")
    result = ctx.pgmob("apply", "--yes", "-U", "deploy", "-d", "one", "-f", write(ctx))
    result.expect(status=1, err_has=['too many connections for database "postgres"', "SQLSTATE 53300"])
    result.expect(err_has="\nNothing was changed.\n")


@ends
def test_nothing_is_committed_without_the_lock(ctx):
    ctx.server.psql("CREATE ROLE shop LOGIN")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE shop CREATEDB;")
    apply = ctx.start("apply", "--yes", "--allow-demote", "-f", write(ctx))
    ctx.until_waiting()
    ctx.server.psql(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    )
    ctx.until_sql("SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')")
    other.run("ROLLBACK")
    result = apply.wait().expect(status=1)
    result.expect(err_has=["the session that holds the lock of this apply is gone"])
    result.expect(err_has="Nothing was changed.")
    ctx.equal(ctx.server.psql("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'shop'"), "t\n")
