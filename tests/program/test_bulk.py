"""Owners and ends of more objects than one transaction can lock."""

from framework import once, server

TABLES = 3000


def make(ctx):
    ctx.server.psql(
        "CREATE ROLE old; CREATE ROLE heir; CREATE SCHEMA app AUTHORIZATION old;"
        f" DO $$ BEGIN FOR i IN 1..{TABLES} LOOP"
        "   EXECUTE format('CREATE TABLE app.t%s (id serial PRIMARY KEY, t text)', i);"
        "   EXECUTE format('ALTER TABLE app.t%s OWNER TO old', i);"
        "   IF i % 500 = 0 THEN COMMIT; END IF;"
        " END LOOP; END $$"
    )


def owned(ctx, role):
    return int(
        ctx.server.psql(
            f"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relowner = '{role}'::regrole"
        )
    )


@once
def test_a_role_gives_on_more_than_can_be_locked_at_once(ctx):
    make(ctx)
    manifest = ctx.write(
        "m.yaml",
        "version: 1\nroles:\n  - {name: old, state: absent, reassign_owned_to: heir}\n  - {name: heir}\n",
    )
    plan = ctx.pgmob("plan", "-f", manifest, "--allow-drop-role").expect(status=0)
    plan.expect(out_has="for owners or ends of more objects than one can lock")
    ctx.pgmob("apply", "--yes", "-f", manifest, "--allow-drop-role").expect(status=0)
    ctx.equal(owned(ctx, "heir"), TABLES)
    ctx.pgmob("plan", "-f", manifest, "--detailed-exitcode").expect(status=0)


@once
@server(max_locks_per_transaction="10", max_connections="20")
def test_a_role_leaves_more_policies_than_can_be_locked_at_once(ctx):
    ctx.server.psql(
        "CREATE ROLE old; CREATE ROLE other; CREATE SCHEMA app;"
        " DO $$ BEGIN FOR i IN 1..2000 LOOP"
        "   EXECUTE format('CREATE TABLE app.t%s ()', i);"
        "   EXECUTE format('CREATE POLICY shared ON app.t%s TO old, other', i);"
        "   EXECUTE format('CREATE POLICY own ON app.t%s TO old', i);"
        "   IF i % 100 = 0 THEN COMMIT; END IF;"
        " END LOOP; END $$"
    )
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: old, state: absent}]\n")
    plan = ctx.pgmob("plan", "-f", manifest, "--allow-drop-role").expect(status=0)
    plan.expect(out_has="than one can lock")
    ctx.pgmob("apply", "--yes", "-f", manifest, "--allow-drop-role").expect(status=0)
    ctx.equal(ctx.server.psql("SELECT DISTINCT policyname, roles FROM pg_policies"), "shared|{other}\n")
    ctx.pgmob("plan", "-f", manifest, "--detailed-exitcode").expect(status=0)


@once
def test_a_run_that_is_cut_off_is_finished_by_the_next(ctx):
    make(ctx)
    manifest = ctx.write(
        "m.yaml",
        "version: 1\nroles:\n  - {name: old, state: absent, reassign_owned_to: heir}\n  - {name: heir}\n",
    )
    # somebody holds one of the tables: what was committed before stays, and is said
    session = ctx.session()
    session.run("BEGIN; LOCK TABLE app.t2000 IN ACCESS SHARE MODE")
    words = ("apply", "--yes", "-f", manifest, "--allow-drop-role", "--lock-timeout", "100ms")
    result = ctx.pgmob(*words).expect(status=1)
    result.expect(out_has="Committed before: ") if "Committed" in result.out else result.expect(
        err_has="Committed before: "
    )
    moved = owned(ctx, "heir")
    ctx.equal(0 < moved < TABLES, True, moved)
    session.run("COMMIT")
    ctx.pgmob(*words).expect(status=0)
    ctx.equal(owned(ctx, "heir"), TABLES)


@once
def test_what_a_role_owns_is_dropped_in_parts(ctx):
    make(ctx)
    manifest = ctx.write(
        "m.yaml", "version: 1\nroles: [{name: old, state: absent, drop_owned: true}]\n"
    )
    words = ("-f", manifest, "--allow", "all")
    ctx.pgmob("plan", *words).expect(status=0, out_has="more objects than one can lock")
    ctx.pgmob("apply", "--yes", *words).expect(status=0)
    ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]'").strip(), "0")
