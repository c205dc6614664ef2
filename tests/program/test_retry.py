"""What passes by itself is tried again, with the plan read anew; what does not is an error."""

import re

from framework import ends

ROLES = "version: 1\nroles:\n  - {name: a, connection_limit: 5}\n  - {name: b, connection_limit: 5}\n"


def limits(ctx):
    sql = "SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname IN ('a', 'b') ORDER BY 1"
    return ctx.server.psql(sql).replace("\n", " ").strip()


def start(ctx, *options, manifest=ROLES):
    ctx.write("m.yaml", manifest)
    return ctx.start("apply", "--yes", *options, "-f", "m.yaml")


@ends
def test_tuple_concurrently_updated_is_tried_again(ctx):
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE b PASSWORD 'x';")  # of which the manifest says nothing
    apply = start(ctx)
    ctx.until_waiting()
    other.run("COMMIT")
    result = apply.wait().expect(status=0, out_has="Applied: 2 statements")
    result.expect(err_has=["note: cannot apply role b: tuple concurrently updated; trying again"])
    ctx.equal("error" in result.err, False)
    ctx.equal(limits(ctx), "a|5 b|5")


@ends
def test_what_is_tried_again_and_again_is_an_error_in_the_end(ctx):
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE b PASSWORD 'x';")
    apply = start(ctx)
    for _ in range(4):
        ctx.until_waiting()
        other.run("COMMIT; BEGIN; ALTER ROLE b PASSWORD 'y';")  # while the apply pauses
    result = apply.wait().expect(status=1)
    ctx.equal(result.err.count("tuple concurrently updated; trying again"), 3)
    result.expect(err_has=["error: cannot apply role b: tuple concurrently updated (SQLSTATE XX000)"])
    result.expect(err=re.compile(r"\nNothing was changed\.\n\Z"))
    ctx.equal(limits(ctx), "a|-1 b|-1")


@ends
def test_a_deadlock_is_tried_again(ctx):
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE b CREATEDB;")
    apply = start(ctx)
    ctx.until_waiting()
    other.send("ALTER ROLE a CREATEDB; ROLLBACK;")  # the apply waits longer, and is chosen
    result = apply.wait()
    other.answer()
    result.expect(status=0, err_has=["deadlock detected", "trying again"], out_has="Applied: ")
    ctx.equal(limits(ctx), "a|5 b|5")


@ends
def test_a_retry_does_nothing_that_was_not_shown(ctx):
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE b CREATEDB;")
    apply = start(
        ctx,
        manifest="version: 1\nroles:\n  - {name: a, comment: y}\n  - {name: b, connection_limit: 5}\n",
    )
    ctx.until_waiting()
    other.run("COMMIT")
    result = apply.wait().expect(status=1)
    result.expect(err_has=["trying again", "was changed by others since the plan was shown"])
    result.expect(err_has=["HINT:  run pgmob apply again\n", "Nothing was changed.\n"])
    ctx.equal(limits(ctx), "a|-1 b|-1")


@ends
def test_a_retry_goes_on_behind_what_is_committed(ctx):
    """The cluster's part is committed when a database's transaction fails: only the rest is tried again."""
    for name in ("one", "two"):
        ctx.server.psql(f"CREATE DATABASE {name}")
        ctx.server.psql("CREATE SCHEMA app", db=name)
    other = ctx.session(db="two")
    other.run("BEGIN; GRANT USAGE ON SCHEMA app TO PUBLIC;")
    apply = start(
        ctx,
        manifest="""\
version: 1
roles: [{name: shop}]
databases:
  - {name: one, schemas: [{name: app, owner: shop}]}
  - {name: two, schemas: [{name: app, owner: shop}]}
""",
    )
    ctx.until_waiting()
    other.run("COMMIT")
    result = apply.wait().expect(status=0, err_has=["tuple concurrently updated", "trying again"])
    result.expect(
        out=re.compile(
            r"\nApplied: 1 statement on the cluster, 1 statement in database one, "
            r"1 statement in database two\.\n\Z"
        )
    )


@ends
def test_lock_timeout_is_an_error_with_a_hint(ctx):
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE b CREATEDB;")
    result = start(ctx, "--lock-timeout", "300ms").wait().expect(status=1)
    result.expect(err_has=["cannot apply role b: canceling statement due to lock timeout"])
    result.expect(err_has=["SQLSTATE 55P03", "for more than 300 ms", "--lock-timeout"])
    result.expect(err=re.compile(r"\nNothing was changed\.\n\Z"))
    ctx.equal(limits(ctx), "a|-1 b|-1")


@ends
def test_lock_timeout_0_does_not_wait_at_all(ctx):
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE b CREATEDB;")
    start(ctx, "--lock-timeout", "0").wait(5).expect(status=1, err_has="SQLSTATE 55P03")
