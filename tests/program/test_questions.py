"""What is asked on a terminal: whether to apply the plan, and for passwords."""

import re

from framework import ends, once

MANIFEST = "version: 1\nroles: [{name: shop}]\n"


def is_there(ctx):
    return ctx.server.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'shop'").strip() == "1"


def asked(ctx, *options):
    terminal = ctx.terminal("apply", *options, "-f", ctx.write("m.yaml", MANIFEST))
    return terminal.expect("+ role shop").expect("Apply this plan? [y/N] ")


@ends
def test_yes(ctx):
    for answer in ("y", "Y", "yes"):
        asked(ctx).answer(answer).wait().expect(status=0, out_has="Applied: 1 statement on the cluster.")
        ctx.equal(is_there(ctx), True)
        ctx.server.psql("DROP ROLE shop")


@ends
def test_no(ctx):
    for answer in ("n", "", "no", "yess", " y"):
        asked(ctx).answer(answer).wait().expect(status=1, out=re.compile(r"\nNothing was changed\.\n\Z"))
    ctx.equal(is_there(ctx), False)


@ends
def test_the_end_of_the_input_is_a_no(ctx):
    asked(ctx).send("\x04").wait().expect(status=1, out=re.compile(r"\nNothing was changed\.\n\Z"))
    ctx.equal(is_there(ctx), False)


@ends
def test_an_answer_that_is_too_long_is_a_no(ctx):
    terminal = asked(ctx)
    for _ in range(5):
        terminal.send("y" * 1000)
    terminal.answer("").wait().expect(status=1, out_has="Nothing was changed.")
    ctx.equal(is_there(ctx), False)


@ends
def test_without_a_terminal_somebody_must_have_said_yes(ctx):
    manifest = ctx.write("m.yaml", MANIFEST)
    result = ctx.pgmob("apply", "-f", manifest, stdin="y\n")
    result.expect(status=1, out_has="+ role shop", err_has="HINT:  --yes applies the plan without")
    result.expect(err=re.compile(r"\nNothing was changed\.\n\Z"))
    ctx.equal(is_there(ctx), False)


@ends
def test_nothing_is_asked_where_nothing_is_to_be_done(ctx):
    ctx.server.psql("CREATE ROLE shop")
    result = ctx.pgmob("apply", "-f", ctx.write("m.yaml", MANIFEST)).expect(status=0, err="")
    result.expect(out_has="nothing to do")


@ends
def test_nothing_is_asked_where_a_guard_refuses(ctx):
    ctx.server.psql("CREATE ROLE shop LOGIN")
    terminal = ctx.terminal("apply", "-f", ctx.write("m.yaml", MANIFEST))
    result = terminal.wait().expect(status=3, out_has="needs --allow-demote")
    ctx.equal("[y/N]" in result.out, False)


@ends
def test_the_server_goes_away_while_the_question_stands(ctx):
    terminal = asked(ctx)
    ctx.server.stop("fast")
    ctx.server.start()
    terminal.answer("y").wait().expect(status=1, out_has="Nothing was changed.")
    ctx.equal(is_there(ctx), False)


# Passwords.


def protect(ctx):
    ctx.server.psql("SET password_encryption = 'scram-sha-256'; CREATE ROLE app LOGIN CREATEROLE PASSWORD 'geh eim'")
    ctx.server.write_hba("local all postgres trust\nlocal all all scram-sha-256\n")
    return ctx.write("m.yaml", MANIFEST)


@ends
def test_a_password_is_asked_for_and_not_shown(ctx):
    manifest = protect(ctx)
    terminal = ctx.terminal("plan", "-U", "app", "-f", manifest)
    terminal.expect("Password for user app: ").answer("geh eim")
    result = terminal.wait().expect(status=0, out_has="+ role shop")
    ctx.equal("geh eim" in result.out, False, "the echo")


@ends
def test_it_is_asked_once_for_all_sessions(ctx):
    manifest = protect(ctx)
    terminal = ctx.terminal("apply", "--yes", "-U", "app", "-f", manifest)
    terminal.expect("Password for user app: ").answer("geh eim")
    result = terminal.wait().expect(status=0)
    ctx.equal(result.out.count("Password"), 1)


@ends
def test_a_wrong_password(ctx):
    manifest = protect(ctx)
    terminal = ctx.terminal("plan", "-U", "app", "-f", manifest)
    terminal.expect("Password for user app: ").answer("wrong")
    result = terminal.wait().expect(status=1)
    result.expect(out_has=['password authentication failed for user "app"', "SQLSTATE 28P01"])
    for words in (["-w"], []):
        result = ctx.pgmob("plan", "-U", "app", *words, "-f", manifest, env={"PGPASSWORD": "wrong"})
        result.expect(status=1, out="", err_has='password authentication failed for user "app"')
        ctx.equal("wrong" in result.err, False)


@ends
def test_no_password_and_nobody_to_ask(ctx):
    manifest = protect(ctx)
    result = ctx.pgmob("plan", "-U", "app", "-f", manifest).expect(status=1, out="")
    result.expect(err_has=["no password supplied", "HINT:  give the password with -W"])


@ends
def test_w_never_asks(ctx):
    manifest = protect(ctx)
    terminal = ctx.terminal("plan", "-w", "-U", "app", "-f", manifest)
    result = terminal.wait().expect(status=1, out_has="no password supplied")
    ctx.equal("Password" in result.out, False)


@ends
def test_W_asks_before_connecting(ctx):
    manifest = ctx.write("m.yaml", MANIFEST)  # where none is needed
    terminal = ctx.terminal("plan", "-W", "-U", "postgres", "-f", manifest)
    terminal.expect("Password for user postgres: ").answer("whatever")
    terminal.wait().expect(status=0, out_has="+ role shop")


@ends
def test_W_needs_somebody(ctx):
    manifest = ctx.write("m.yaml", MANIFEST)
    ctx.pgmob("plan", "-W", "-f", manifest).expect(status=1, err_has="nobody is there to be asked")


@once
def test_the_manifest_on_standard_input_leaves_the_terminal_for_passwords(ctx):
    manifest = protect(ctx)
    command = " ".join(ctx.program.command("plan", "-U", "app", "-f", "-"))
    terminal = ctx.terminal_of("sh", "-c", f"{command} < {manifest}")
    terminal.expect("Password for user app: ").answer("geh eim")
    terminal.wait().expect(status=0, out_has="+ role shop")


@once
def test_the_terminal_is_as_before(ctx):
    """After a Ctrl-C at a password, too: it shows again what is typed."""
    manifest = protect(ctx)
    command = " ".join(ctx.program.command("plan", "-U", "app", "-f", manifest))
    terminal = ctx.terminal_of("sh", "-c", f"trap : INT; {command}; stty -a; sleep 0.1")
    terminal.expect("Password for user app: ").interrupt()
    result = terminal.wait()
    ctx.equal(" echo " in result.out and "-echo " not in result.out, True, "stty")
