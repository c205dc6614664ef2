"""Passwords where pg_authid cannot be read, and many of them."""

from framework import once

MANIFEST = """\
version: 1
roles:
  - {name: there, login: true, password: {env: APP_PASSWORD}}
  - {name: open, login: true, password: {none: true}}
"""


def verifiers(ctx):
    return ctx.server.psql("SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN ('there', 'open') ORDER BY 1")


def test_passwords_that_cannot_be_compared_are_set_on_request(ctx):
    ctx.server.psql(
        "CREATE ROLE admin CREATEROLE; SET ROLE admin;"
        " CREATE ROLE there LOGIN PASSWORD 'another'; CREATE ROLE open LOGIN PASSWORD 'another'"
    )
    env = {"APP_PASSWORD": "geheim-wort"}
    manifest = ctx.write("m.yaml", MANIFEST)
    before = verifiers(ctx)
    plan = ("plan", "-f", manifest, "--role", "admin", "--detailed-exitcode")
    ctx.pgmob(*plan, env=env).expect(
        status=0,
        err="note: 2 passwords of existing roles cannot be compared, since pg_authid cannot be read\n"
        "HINT:  --set-passwords sets them\n",
    )
    ctx.pgmob("apply", "--yes", *plan[1:5], env=env).expect(status=0)
    ctx.equal(verifiers(ctx), before)
    result = ctx.pgmob(*plan, "--set-passwords", env=env).expect(status=2, err="")
    result.expect(out_has="password from env APP_PASSWORD\n")
    result.expect(out_has="no password\n")
    # what cannot be read cannot be seen to be done: that is no drift
    ctx.pgmob("apply", "--yes", *plan[1:5], "--set-passwords", env=env).expect(status=0)
    ctx.equal(verifiers(ctx).splitlines()[0], "open|")
    ctx.pgmob("plan", "-f", manifest, "--detailed-exitcode", env=env).expect(status=0, err="")


@once
def test_many_passwords_are_compared_at_once(ctx):
    names = [f"r{number:03d}" for number in range(100)]
    lines = [
        f"  - {{name: {name}, login: true, password: {{env: PASSWORD_{name}}}}}" for name in names
    ]
    manifest = ctx.write("m.yaml", "version: 1\nroles:\n" + "\n".join(lines) + "\n")
    env = {f"PASSWORD_{name}": f"geheim {name} ünï" for name in names}
    ctx.pgmob("apply", "--yes", "-f", manifest, env=env).expect(status=0)
    plan = ("plan", "-f", manifest, "--all", "--detailed-exitcode")
    ctx.pgmob(*plan, env=env).expect(status=0, err="")
    changed = names[::7]
    env.update((f"PASSWORD_{name}", "another") for name in changed)
    out = ctx.pgmob(*plan, env=env).expect(status=2, err="").out
    found = [line.split()[2] for line in out.splitlines() if line.startswith("  ~ role ")]
    ctx.equal(found, changed)
