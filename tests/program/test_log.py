"""What stderr shows: progress, statements, one JSON object a line."""

import json
import re

from framework import once

MANIFEST = "version: 1\nroles:\n  - {name: a, connection_limit: 5}\n  - {name: b, connection_limit: 5}\n"
LOCK = "SELECT pg_advisory_lock(482771562338)"
UNLOCK = "SELECT pg_advisory_unlock(482771562338)"
WAITING = "waiting for another pgmob apply to end"


def write(ctx):
    return ctx.write("m.yaml", MANIFEST)


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


def test_v_prints_what_changes_the_server_in_its_order(ctx):
    result = ctx.pgmob("apply", "--yes", "-v", "-f", write(ctx)).expect(status=0)
    ctx.equal(
        re.sub(r"SET LOCAL \w+ = \d+", "SET LOCAL …", result.err),
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL …; SET LOCAL …; SET LOCAL …;\n"
        "CREATE ROLE a CONNECTION LIMIT 5;\n"
        "CREATE ROLE b CONNECTION LIMIT 5;\n"
        "COMMIT;\n",
    )


def test_log_format_json(ctx):
    manifest = write(ctx)
    result = ctx.pgmob("apply", "--yes", "-v", "--log-format", "json", "-f", manifest)
    lines = objects(result.expect(status=0).err)
    statements = [line["statement"] for line in lines if line["severity"] == "debug"]
    ctx.equal(statements[-1], "COMMIT")
    bad = ctx.write("bad.yaml", "version: 1\nroles:\n  - name: c\n    settings: [{name: timezone, value: x}]\n")
    result = ctx.pgmob("apply", "--yes", "--log-format", "json", "-f", bad).expect(status=1)
    error, outcome = objects(result.err)
    ctx.equal(
        {key: error[key] for key in ("severity", "file", "line", "column", "sqlstate", "statement")},
        {
            "severity": "error",
            "file": "bad.yaml",
            "line": 4,
            "column": 16,
            "sqlstate": "22023",
            "statement": "ALTER ROLE c SET timezone = 'x'",
        },
    )
    ctx.equal(outcome, {"severity": "outcome", "message": "Nothing was changed."})
    result = ctx.pgmob("apply", "--log-format", "json", "-f", bad).expect(status=1)
    ctx.equal([line["severity"] for line in objects(result.err)], ["error", "outcome"])


def test_q_shows_errors_only(ctx):
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    other = ctx.session()
    other.run("BEGIN; ALTER ROLE b PASSWORD 'x';")
    apply = ctx.start("apply", "--yes", "-q", "-f", write(ctx))
    ctx.until_waiting()
    other.run("COMMIT")
    apply.wait().expect(status=0, err="")  # without -q a note says that it was tried again


@once
def test_a_step_that_takes_long_shows_progress_on_a_terminal(ctx):
    other = ctx.session()
    other.run(LOCK)
    terminal = ctx.terminal("apply", "--yes", "-f", write(ctx))
    terminal.expect(f"{WAITING}, 1 s").expect(f"\r\x1b[K{WAITING}, 1 s")
    other.run(UNLOCK)
    text = terminal.wait().expect(status=0).out
    # the line is gone before anything else is written
    ctx.equal(re.search(rf"{WAITING}, \d s\r\x1b\[Kpgmob plan: ", text) is not None, True, text)


@once
def test_q_shows_no_progress(ctx):
    other = ctx.session()
    other.run(LOCK)
    terminal = ctx.terminal("apply", "--yes", "-q", "--lock-timeout", "2s", "-f", write(ctx))
    result = terminal.wait().expect(status=5)
    ctx.equal(WAITING in result.out, False)


@once
def test_a_log_has_a_line_every_ten_seconds(ctx):
    ctx.session().run(LOCK)
    manifest = write(ctx)
    words = ("apply", "--yes", "--lock-timeout", "11s", "-f", manifest)
    text = ctx.start(*words)
    lines = ctx.start(*words, "--log-format", "json")
    result = text.wait().expect(status=5)
    ctx.equal(result.err.startswith(f"{WAITING}, 10 s\nerror: "), True, result.err)
    first = objects(lines.wait().expect(status=5).err)[0]
    ctx.equal(first, {"severity": "progress", "message": WAITING, "seconds": 10})


@once
def test_progress_counts_statements(ctx):
    """Passwords are made here, some milliseconds each."""
    roles = "".join(f"  - {{name: r{n}, password: {{env: SECRET}}}}\n" for n in range(2500))
    manifest = ctx.write("m.yaml", "version: 1\nroles:\n" + roles)
    terminal = ctx.terminal("apply", "--yes", "-f", manifest, env={"SECRET": "geheim"})
    result = terminal.wait().expect(status=0)
    found = re.findall(r"\rapplying statements: (\d+) of 2500, \d+ s|applying statements: (\d+) of 2500", result.out)
    ctx.equal(len(found) > 0, True, "the lines of progress")
