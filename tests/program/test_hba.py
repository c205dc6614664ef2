"""pg_hba.conf beyond what scenarios say: exports, files that change in between, signals."""

import os

from framework import once, versions

BLOCK = """\
version: 1
hba:
  manage: block
  rules:
    - {type: host, databases: [shop], users: [all], address: 10.0.0.0/8, method: scram-sha-256}
"""

STRANGE = r'''# a comment
local   all all trust # behind a rule
local "all"  "Bob ""x""",+"my group",+dba trust
host shop,"other db"  /^x.*  10.0.0.0 255.0.0.0  reject
host all all samenet  scram-sha-256
hostssl all all .example.com cert  map=m clientcert=verify-full
host all all 1.2.3.4 255.255.255.255 md5
hostnossl @users.txt all 0.0.0.0/0 trust
host all all ::1/128 ident map="a b, c"
host replication,all all all trust
'''


def rules(ctx):
    return ctx.server.psql(
        "SELECT type, database, user_name, address, netmask, auth_method, options, error"
        " FROM pg_hba_file_rules ORDER BY line_number"
    )


def test_an_export_has_the_file_rule_by_rule(ctx):
    with open(os.path.join(ctx.server.data, "users.txt"), "w", encoding="ascii") as file:
        file.write("shop\n")
    with open(os.path.join(ctx.server.data, "pg_ident.conf"), "w", encoding="ascii") as file:
        file.write('m jo app\n"a b, c" jo app\n')
    ctx.server.write_hba(STRANGE)
    before = rules(ctx)
    export = ctx.pgmob("export", "--hba").expect(status=0, err="")
    ctx.equal("line:" in export.out, False, "rules that could be in parts")
    manifest = ctx.write("m.yaml", export.out)
    words = ("plan", "--mode", "authoritative", "--detailed-exitcode", "-f", manifest)
    ctx.pgmob(*words).expect(status=0)
    # the same rules, written by pgmob into a file that has others
    ctx.server.write_hba("local all all trust\n")
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0)
    ctx.equal(rules(ctx), before)


@once
def test_an_export_leaves_out_what_has_a_secret(ctx):
    ctx.server.write_hba(
        "local all all trust\nhost all all 10.0.0.0/8 radius radiusservers=1.1.1.1 radiussecrets=geheim\n"
    )
    result = ctx.pgmob("export", "--hba").expect(status=0)
    result.expect(err_has="warning: pg_hba.conf is left out of the manifest: rule 2 has a password in it")
    ctx.equal("geheim" in result.out + result.err, False)
    ctx.equal("hba:" in result.out, False)


@once
def test_an_export_leaves_out_what_the_server_would_refuse(ctx):
    for line, why in (
        ("host all all 10.0.0.0/8 trust nonsense=1", 'rule 2 is wrong ("nonsense" is not an option'),
        ("host all all 10.0.0.0/8", "rule 2 is wrong (the line ends before its method)"),
    ):
        ctx.server.write_hba(f"local all all trust\n{line}\n")
        result = ctx.pgmob("export", "--hba").expect(status=0, err_has=why)
        ctx.equal("hba:" in result.out, False)
    ctx.server.write_hba("# nothing\n")
    ctx.pgmob("export", "--hba").expect(status=0, err_has="left out of the manifest: it has no rule")


@once
def test_an_export_without_the_option_has_none(ctx):
    ctx.equal("hba:" in ctx.pgmob("export").expect(status=0).out, False)


def test_the_file_changes_between_plan_and_apply(ctx):
    terminal = ctx.terminal("apply", "-f", ctx.write("m.yaml", BLOCK))
    terminal.expect("[y/N]")
    theirs = "local all all trust\n# somebody's\n"
    ctx.server.write_hba(theirs)
    result = terminal.answer("y").wait().expect(status=1)
    result.expect(out_has=['pg_hba.conf" has changed since the plan was made', "HINT:  Make a new plan."])
    result.expect(out_has="Nothing was changed.")
    ctx.equal(ctx.server.read_hba(), theirs)


@versions(">=16")
def test_a_file_with_includes_is_exported_with_them(ctx):
    with open(os.path.join(ctx.server.data, "more.conf"), "w", encoding="ascii") as file:
        file.write("host all all 10.0.0.0/8 trust\n")
    ctx.server.write_hba("local all all trust\ninclude more.conf\n")
    export = ctx.pgmob("export", "--hba").expect(status=0, err="", out_has="line: \"include more.conf\"")
    words = ("plan", "--mode", "authoritative", "--detailed-exitcode", "-f", ctx.write("m.yaml", export.out))
    ctx.pgmob(*words).expect(status=0)


def test_a_server_without_a_file_of_maps(ctx):
    os.remove(os.path.join(ctx.server.data, "pg_ident.conf"))
    manifest = ctx.write("m.yaml", BLOCK)
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0, err="")
    ctx.pgmob("plan", "--detailed-exitcode", "-f", manifest).expect(status=0, err="")
    ctx.pgmob("hba", "show").expect(status=0)
    maps = "version: 1\nident: {manage: file, maps: [{map: m, system_user: jo, database_user: app}]}\n"
    result = ctx.pgmob("apply", "--yes", "-f", ctx.write("n.yaml", maps)).expect(status=1)
    result.expect(err_has=["cannot apply pg_ident.conf", "No such file or directory", "Nothing was changed."])
