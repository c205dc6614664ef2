"""Rules of pg_hba.conf are in force once a fresh connection has come in by them; else they go again.

No look at the rules finds these: each lets pgmob in, but for the password that it has.
"""

import os
import subprocess

import installations
from framework import once, server, versions

OPEN = "local all all trust\nhost all all all trust\n"
LOCKED = "version: 1\nhba:\n  manage: file\n  rules:\n    - {line: local all all scram-sha-256}\n"
WITH_ROLE = LOCKED + "roles: [{name: shop}]\n"
WRONG = {"PGPASSWORD": "wrong"}

TOLD = "error: cannot connect: connection to server on socket"
LOCKED_OUT = (
    "note: with the new pg_hba.conf pgmob cannot connect again as it did before, so the old one is put back"
)
BACK = "note: pg_hba.conf is as it was, and loaded again"


def prepared(ctx):
    ctx.server.psql("SET password_encryption = 'scram-sha-256'; ALTER ROLE postgres PASSWORD 'right'")
    ctx.server.write_hba(OPEN)


def names(ctx):
    return sorted(name for name in os.listdir(ctx.server.data) if name.startswith("pg_hba.conf"))


def unchanged(ctx, text=OPEN):
    """The old rules are in the file, and in force."""
    ctx.equal(ctx.server.read_hba(), text)
    ctx.equal(names(ctx), ["pg_hba.conf"])
    ctx.equal(ctx.server.psql("SELECT 1"), "1\n")


def with_slow_proof(ctx):
    """An apply that has written the file, and whose fresh connection takes its time."""
    session = ctx.session()
    apply = ctx.terminal("apply", "-f", ctx.write("m.yaml", LOCKED), env=WRONG)
    apply.expect("[y/N]")
    session.run("ALTER SYSTEM SET pre_auth_delay = 1")
    ctx.server.reload()
    before = ctx.server.log_text().count("received SIGHUP")
    apply.answer("y")
    ctx.until(lambda: ctx.server.log_text().count("received SIGHUP") > before, "the file is loaded")
    session.run("ALTER SYSTEM RESET pre_auth_delay")
    return apply


def test_who_is_locked_out_puts_the_file_back(ctx):
    prepared(ctx)
    result = ctx.pgmob("apply", "--yes", "-f", ctx.write("m.yaml", WITH_ROLE), env=WRONG).expect(status=1)
    result.expect(
        err_has=[
            TOLD,
            'FATAL:  password authentication failed for user "postgres" (SQLSTATE 28P01)',
            LOCKED_OUT,
            BACK,
            "Committed before: 1 statement on the cluster. Nothing else was changed; the next apply does the rest.",
        ]
    )
    unchanged(ctx)
    # with the right password the same rules come into force
    ctx.pgmob("apply", "--yes", "-f", "m.yaml", env={"PGPASSWORD": "right"}).expect(status=0, err="")
    ctx.equal(ctx.server.try_psql("SELECT 1")[0], 2)


@once
def test_by_copy_it_is_put_back_too(ctx):
    prepared(ctx)
    ctx.server.psql(
        """
        CREATE ROLE writer LOGIN PASSWORD 'right';
        GRANT pg_read_all_settings, pg_read_server_files, pg_write_server_files TO writer;
        GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text), pg_catalog.pg_hba_file_rules(),
            pg_catalog.pg_reload_conf() TO writer;
        GRANT SELECT ON pg_catalog.pg_hba_file_rules TO writer;
        """
    )
    for text in (OPEN, OPEN.replace("\n", "\r\n")):
        ctx.server.write_hba(text)
        result = ctx.pgmob("apply", "--yes", "-U", "writer", "-f", ctx.write("m.yaml", LOCKED), env=WRONG)
        result.expect(status=1, err_has=["FATAL:  password authentication failed", LOCKED_OUT, BACK])
        with open(os.path.join(ctx.server.data, "pg_hba.conf"), encoding="ascii", newline="") as file:
            ctx.equal(file.read(), text)
        ctx.equal(names(ctx), ["pg_hba.conf", "pg_hba.conf.pgmob.bak"])
        ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_largeobject_metadata"), "0\n")
        ctx.server.psql("GRANT EXECUTE ON FUNCTION lo_export(oid, text) TO writer")


@once
def test_nobody_is_asked_for_a_password_that_was_not_needed_before(ctx):
    """A script would have nobody to ask; who has one says it before."""
    prepared(ctx)
    terminal = ctx.terminal("apply", "--yes", "-f", ctx.write("m.yaml", LOCKED))
    result = terminal.wait().expect(status=3)
    result.expect(out_has=["would be asked for a password, and has none", "~/.pgpass, PGPASSWORD or -W"])
    unchanged(ctx)
    terminal = ctx.terminal("apply", "--yes", "-W", "-f", "m.yaml")
    terminal.expect("Password: ").answer("right")
    terminal.wait().expect(status=0)


@once
def test_secrets_stay_secret_when_it_is_put_back(ctx):
    prepared(ctx)
    old = OPEN + "host all all 10.0.0.0/8 radius radiusservers=192.0.2.1 radiussecrets=geheim0\n"
    ctx.server.write_hba(old)
    new = "    - {line: host all all 10.0.0.0/8 radius radiusservers=192.0.2.1 radiussecrets=geheim1}\n"
    ctx.server.psql("ALTER SYSTEM SET log_statement = 'all'")
    ctx.server.reload()
    manifest = ctx.write("m.yaml", LOCKED + new)
    result = ctx.pgmob("apply", "--yes", "-v", "-f", manifest, env=WRONG).expect(status=1, err_has=BACK)
    ctx.equal("geheim" in result.out + result.err + ctx.server.log_text(), False)
    unchanged(ctx, old)


@once
def test_what_is_written_before_it_stands_or_goes(ctx):
    """Parameters were proven by a reload of their own."""
    prepared(ctx)
    manifest = ctx.write("m.yaml", LOCKED + "parameters: [{name: work_mem, value: 8MB}]\n")
    result = ctx.pgmob("apply", "--yes", "-f", manifest, env=WRONG).expect(status=1, err_has=[LOCKED_OUT, BACK])
    result.expect(err_has="Committed before: 2 statements on the cluster. Nothing else was changed")
    ctx.equal(ctx.server.psql("SHOW work_mem"), "8MB\n")
    unchanged(ctx)


@once
def test_what_somebody_else_has_written_stays(ctx):
    prepared(ctx)
    apply = with_slow_proof(ctx)
    theirs = OPEN + "# theirs\n"
    with open(os.path.join(ctx.server.data, "pg_hba.conf"), "w", encoding="ascii") as file:
        file.write(theirs)
    result = apply.wait().expect(status=1)
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    result.expect(
        out_has=[
            LOCKED_OUT,
            f'error: cannot put pg_hba.conf back as it was: somebody else has changed "{path}" since it was written',
            "HINT:  It is left as it is, for a person to put right. The old text is in the newest of",
            "Committed before: pg_hba.conf. Nothing else was changed; the next apply does the rest.",
        ]
    )
    ctx.equal(ctx.server.read_hba(), theirs)


@once
def test_what_cannot_be_put_back_is_said(ctx):
    """The file before is gone, and the folder cannot be written any more."""
    prepared(ctx)
    folder = os.path.join(ctx.server.host, "conf")
    os.mkdir(folder, 0o700)
    installations.give_to_server_user(folder)
    path = os.path.join(folder, "pg_hba.conf")
    os.rename(os.path.join(ctx.server.data, "pg_hba.conf"), path)
    os.symlink(path, os.path.join(ctx.server.data, "pg_hba.conf"))
    apply = with_slow_proof(ctx)
    os.chmod(folder, 0o500)
    result = apply.wait().expect(status=1)
    os.chmod(folder, 0o700)
    result.expect(
        out_has=[
            "error: cannot put pg_hba.conf back as it was: could not write",
            "DETAIL:  The server cannot make files in its folder.",
            f'The old text is in the newest of "{ctx.server.data}/pg_hba.conf.*Z.bak"',
            "Committed before: pg_hba.conf.",
        ]
    )


@once
def test_an_old_text_that_the_server_refuses(ctx):
    """Nothing brings back what the server had loaded from a file that is gone."""
    prepared(ctx)
    old = OPEN + "nonsense\n"
    with open(os.path.join(ctx.server.data, "pg_hba.conf"), "w", encoding="ascii") as file:
        file.write(old)
    result = ctx.pgmob("apply", "--yes", "-f", ctx.write("m.yaml", LOCKED), env=WRONG).expect(status=1)
    result.expect(
        err_has=[
            LOCKED_OUT,
            'the old text of "',
            "is back, but the server refuses it",
            "HINT:  What the server has loaded last stays in force: correct the file.",
        ]
    )
    ctx.equal(ctx.server.read_hba(), old)


@versions("13 18")
def test_an_interrupted_apply_puts_it_back(ctx):
    """Ctrl-C between the writing and the proof."""
    prepared(ctx)
    apply = with_slow_proof(ctx)
    apply.interrupt()
    result = apply.wait().expect(status=130, out_has=["error: interrupted", BACK, "Nothing was changed."])
    ctx.equal("cannot connect" in result.out, False, result.out)
    unchanged(ctx)


@once
def test_an_interrupted_statement_puts_it_back(ctx):
    """Ctrl-C while the server is at it: the program waits for a disk."""
    prepared(ctx)
    programs = os.path.join(ctx.server.host, "programs")
    os.mkdir(programs)
    mark = os.path.join(ctx.server.host, "mark")
    with open(os.path.join(programs, "sync"), "w", encoding="ascii") as file:
        file.write(f"#!/bin/sh\n: > '{mark}'\nsleep 1\n")
    os.chmod(os.path.join(programs, "sync"), 0o755)
    ctx.server.path = f"{programs}:{ctx.server.path}"
    ctx.server.restart()
    apply = ctx.start("apply", "--yes", "-f", ctx.write("m.yaml", LOCKED), env={"PGPASSWORD": "right"})
    ctx.until(lambda: os.path.exists(mark), "the program is at work")
    apply.interrupt()
    apply.wait().expect(status=130, err_has=["error: interrupted", "Nothing was changed."])
    unchanged(ctx)


@once
def test_a_server_that_does_not_say_that_it_has_loaded(ctx):
    """With an error in postgresql.conf its time stands still; the connection is proof all the same."""
    prepared(ctx)
    with open(os.path.join(ctx.server.data, "postgresql.conf"), "a", encoding="ascii") as file:
        file.write("\nwork_mem = = 3\n")
    manifest = ctx.write("m.yaml", LOCKED)
    ctx.pgmob("apply", "--yes", "-f", manifest, env=WRONG).expect(status=1, err_has=[LOCKED_OUT, BACK])
    unchanged(ctx)
    result = ctx.pgmob("apply", "--yes", "-f", manifest, env={"PGPASSWORD": "right"}).expect(status=0)
    result.expect(
        err_has=[
            "warning: the server has not read its files 5 seconds after it was told to",
            "HINT:  an error in postgresql.conf keeps it from that",
        ]
    )


@once
@server(tcp=True)
def test_what_was_encrypted_stays_it(ctx):
    """sslmode=prefer would come in without TLS, which is not the way that it came in."""
    key, certificate = (os.path.join(ctx.server.data, name) for name in ("server.key", "server.crt"))
    words = ["openssl", "req", "-new", "-x509", "-nodes", "-subj", "/CN=localhost", "-newkey", "rsa:2048"]
    subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    for path in (key, certificate):
        os.chmod(path, 0o600)
        installations.give_to_server_user(path)
    ctx.server.restart(ssl="on")
    ctx.server.write_hba(OPEN)
    lines = ("local all all trust", "hostssl all all all scram-sha-256", "host all all all trust")
    rules = "".join(f"    - {{line: {line}}}\n" for line in lines)
    manifest = ctx.write("m.yaml", f"version: 1\nhba:\n  manage: file\n  rules:\n{rules}")
    tcp = {**WRONG, "PGHOST": "127.0.0.1", "PGSSLMODE": "prefer"}
    result = ctx.pgmob("apply", "--yes", "-f", manifest, env=tcp).expect(status=1, err_has=[LOCKED_OUT, BACK])
    result.expect(err_has="password authentication failed")
    unchanged(ctx)
    # who came in without it does so again
    ctx.pgmob("apply", "--yes", "-f", manifest, env={**tcp, "PGSSLMODE": "disable"}).expect(status=0, err="")
