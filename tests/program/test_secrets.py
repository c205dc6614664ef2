"""No output and nothing that others can see has a password in it."""

import os

from framework import offline, once, server

PASSWORDS = ("Streng!Geheim1", "Streng!Geheim2")

MANIFEST = """\
version: 1
roles:
  - {name: a, login: true, password: {env: SECRET_A}}
  - {name: b, login: true, password: {file: secret_b}}
  - {name: c, login: true, password: {verifier: "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$\
8i4xgmJeJJ5ZqZPLW8v2JM8WkX3WnmAhVDWiwi0B6Rc=:KqYhDzLX3oHOWXfpGvQXo3gJEVWPjJL4FyJ6MSb9r3w="}}
"""


def write(ctx):
    ctx.write("secret_b", PASSWORDS[1] + "\n")
    return ctx.write("m.yaml", MANIFEST)


ENV = {"SECRET_A": PASSWORDS[0]}


def clean(ctx, text, what):
    for password in (*PASSWORDS, "8i4xgmJe", "SCRAM-SHA-256$4096:"):
        ctx.equal(password in text, False, what)


def clean_result(ctx, result):
    clean(ctx, result.out, "stdout")
    clean(ctx, result.err, "stderr")
    return result


@server(log_statement="all", log_min_messages="debug1", log_min_duration_statement="0")
def test_nowhere(ctx):
    manifest = write(ctx)
    for words in (
        ("validate",),
        ("plan",),
        ("plan", "-v", "--all"),
        ("plan", "--format", "json"),
        ("plan", "--format", "sql"),
        ("plan", "--log-format", "json", "-v"),
        ("apply",),
        ("apply", "--yes", "-v"),
        ("plan", "-v"),
    ):
        result = ctx.pgmob(*words, "-f", manifest, env=ENV)
        clean_result(ctx, result)
        if words == ("apply", "--yes", "-v"):
            result.expect(status=0, err_has="CREATE ROLE a LOGIN PASSWORD '***';\n")
    clean_result(ctx, ctx.pgmob("export"))
    clean(ctx, ctx.server.log_text(), "the server's log")
    for name, password in zip("ab", PASSWORDS):
        ctx.server.write_hba("local all postgres trust\nlocal all all scram-sha-256\n")
        result = ctx.pgmob("export", "-U", name, env={"PGPASSWORD": password})
        clean_result(ctx, result).expect(status=0)


@server(log_min_messages="debug1")
def test_not_in_errors(ctx):
    manifest = write(ctx)
    ctx.server.psql("CREATE ROLE plain LOGIN; CREATE ROLE a")
    for words in ((), ("--log-format", "json"), ("-v",)):
        result = ctx.pgmob("apply", "--yes", *words, "-U", "plain", "-f", manifest, env=ENV)
        clean_result(ctx, result).expect(status=3, err_has="plain has no CREATEROLE")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE a CREATEDB;")
    for words in ((), ("--log-format", "json"), ("-v",)):
        result = ctx.pgmob("apply", "--yes", *words, "--lock-timeout", "100", "-f", manifest, env=ENV)
        clean_result(ctx, result).expect(status=1, err_has="PASSWORD '***'")
    other.run("ROLLBACK")
    clean(ctx, ctx.server.log_text(), "the server's log")
    result = ctx.pgmob("apply", "--yes", "-f", manifest)
    clean_result(ctx, result).expect(status=1, err_has="SECRET_A")


@server(log_statement="all")
def test_other_statements_are_logged_as_before(ctx):
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: a, password: {env: SECRET_A}, comment: said}]\n")
    ctx.pgmob("apply", "--yes", "-f", manifest, env=ENV).expect(status=0)
    log = ctx.server.log_text()
    ctx.equal("COMMENT ON ROLE a IS 'said'" in log, True, "the comment is logged")
    ctx.equal("CREATE ROLE a" in log, False, "the password is not")


def test_not_where_others_look(ctx):
    """The server gets a verifier; the command line and the name of the session have nothing."""
    ctx.server.psql("CREATE ROLE a")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE a CREATEDB;")
    apply = ctx.start("apply", "--yes", "-f", write(ctx), env=ENV)
    ctx.until_waiting()
    activity = ctx.server.psql("SELECT a::text FROM pg_stat_activity a")
    ctx.equal("ALTER ROLE a LOGIN PASSWORD 'SCRAM-SHA-256$" in activity, True, "what is seen")
    for password in PASSWORDS:
        ctx.equal(password in activity, False, "pg_stat_activity")
    with open(f"/proc/{apply.pid}/cmdline", "rb") as file:
        clean(ctx, file.read().decode(), "the command line")
    other.run("ROLLBACK")
    clean_result(ctx, apply.wait().expect(status=0))


def memory_of(pid):
    """What a core file of the process would have, but for its stack, on which its environment stands; and
    whether a sanitizer is in it, which keeps a copy of the environment."""
    found, sanitized = [], False
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            first, last = (int(end, 16) for end in line.split()[0].split("-"))
            shadow = last - first > 1 << 30  # of a sanitizer, which holds no text
            sanitized |= shadow
            if line.split()[1].startswith("rw") and "[stack]" not in line and not shadow:
                memory.seek(first)
                found.append(memory.read(last - first))
    return b"".join(found), sanitized


@once
def test_not_in_memory_any_more(ctx):
    """Once the verifiers are made, the passwords are forgotten: of unchanged ones too."""
    if ctx.program.valgrind:
        return
    manifest = write(ctx)
    ctx.pgmob("apply", "--yes", "-f", manifest, env=ENV).expect(status=0)
    ctx.server.psql("ALTER ROLE a PASSWORD NULL")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE a CREATEDB;")
    apply = ctx.start("apply", "--yes", "-f", manifest, env=ENV)
    ctx.until_waiting()
    memory, sanitized = memory_of(apply.pid)
    ctx.equal(b"pgmob/apply" in memory, True, "this is its memory")
    for password in PASSWORDS[1:] if sanitized else PASSWORDS:
        ctx.equal(memory.count(password.encode()), 0, "copies of the password")
    other.run("ROLLBACK")
    apply.wait().expect(status=0)


@once
def test_not_on_a_terminal(ctx):
    terminal = ctx.terminal("apply", "-v", "-f", write(ctx), env=ENV)
    terminal.expect("[y/N]").answer("y")
    clean_result(ctx, terminal.wait().expect(status=0))


@offline
def test_a_wrong_connection_string_is_not_quoted(ctx):
    manifest = ctx.write("m.yaml", "version: 1\n")
    for dbname in (
        "postgresql://app:Streng!Geheim1@word@nowhere.invalid/shop",
        "postgresql://app:Streng!Geheim1/word@nowhere.invalid/shop",
        "postgresql://app:Streng!Geheim1%zz@nowhere.invalid/shop",
        "postgresql://app:Streng!Geheim1@nowhere.invalid:x/shop?wrong=1",
        "postgresql://app@[nowhere/shop?password=Streng!Geheim1",
        "host=nowhere.invalid password='Streng!Geheim1",
        "host=nowhere.invalid password=Streng!Geheim1 Streng!Geheim2",
        "host=nowhere.invalid password=Streng!Geheim1 wrong=Streng!Geheim2",
    ):
        result = ctx.pgmob("plan", "-d", dbname, "-f", manifest)
        clean_result(ctx, result).expect(status=1, err_has="error: cannot connect: ")


@once
def test_a_password_file_that_is_too_open_is_said(ctx):
    """libpq then leaves it out, and says so on stderr itself."""
    ctx.server.psql("SET password_encryption = 'scram-sha-256'; CREATE ROLE app LOGIN PASSWORD 'Streng!Geheim1'")
    ctx.server.write_hba("local all postgres trust\nlocal all all scram-sha-256\n")
    ctx.write("pgpass", "*:*:*:app:Streng!Geheim1\n")
    path = os.path.join(ctx.directory, "pgpass")
    os.chmod(path, 0o644)
    result = ctx.pgmob("export", "-U", "app", env={"PGPASSFILE": path})
    clean_result(ctx, result).expect(status=1, err_has="no password supplied")
