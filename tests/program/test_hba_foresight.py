"""Nobody is locked out: rules that would do so are refused before anything is touched."""

import json
import os
import pwd
import socket
import struct

import jsonschema
from framework import once, versions

WAY_IN = "    - {type: local, databases: [all], users: [postgres], method: trust}\n"


def manifest(ctx, rules, more=""):
    return ctx.write("m.yaml", f"version: 1\nhba:\n  manage: file\n  rules:\n{rules}{more}")


def refused(ctx, path, *words, has=(), user=None):
    """Neither plan nor apply lets it pass, and the file stays as it is."""
    before = ctx.server.read_hba()
    login = ("-U", user) if user else ()
    plan = ctx.pgmob("plan", *login, *words, "-f", path).expect(status=3, out_has=["refused\n  ! ", *has])
    sql = ctx.pgmob("plan", *login, "--format", "sql", *words, "-f", path).expect(status=3)
    ctx.equal("this plan is refused" in sql.out, True)
    apply = ctx.pgmob("apply", "--yes", "--allow", "all", *login, *words, "-f", path).expect(status=3)
    ctx.equal("this plan is refused" in sql.out, True)
    ctx.equal("Applied" in apply.out, False)
    ctx.equal(ctx.server.read_hba(), before)
    return plan


def accepted(ctx, path, *words, err="", **options):
    ctx.pgmob("apply", "--yes", *words, "-f", path, **options).expect(status=0, err=err)
    ctx.pgmob("plan", "--detailed-exitcode", *words, "-f", path, **options).expect(status=0)


def test_rules_that_keep_pgmob_out(ctx):
    who = "user postgres, database postgres, local: "
    path = manifest(ctx, "    - {type: host, databases: [all], users: [all], address: all, method: trust}\n")
    refused(ctx, path, has=["m.yaml:5: pgmob itself could not connect again", who + "no rule fits it"])
    path = manifest(ctx, "    - {type: local, databases: [all], users: [all], method: reject}\n" + WAY_IN)
    refused(ctx, path, has=[who + "it meets line 5: local all all reject"])
    path = manifest(ctx, "    - {type: local, databases: ['\"all\"', replication], users: [all], method: trust}\n")
    refused(ctx, path, has=["could not connect again"])
    accepted(ctx, manifest(ctx, WAY_IN))


@once
def test_the_refusal_is_in_the_json(ctx):
    path = manifest(ctx, "    - {type: host, databases: [all], users: [all], address: all, method: trust}\n")
    result = ctx.pgmob("plan", "--format", "json", "-f", path).expect(status=3)
    plan = json.loads(result.out)
    with open(os.path.join(os.path.dirname(__file__), "../../schemas/plan.schema.json"), encoding="utf-8") as file:
        ctx.equal(jsonschema.faults(plan, json.load(file)), [])
    (found,) = plan["refusals"]
    ctx.equal(found["message"], "pgmob itself could not connect again")
    ctx.equal(found["place"]["line"], 5)
    ctx.equal(plan["summary"]["refused"], 1)


@once
def test_a_weaker_way_in_or_one_that_it_has_no_password_for(ctx):
    ctx.server.psql("CREATE ROLE dba SUPERUSER LOGIN PASSWORD 'geheim'; SET password_encryption = 'scram-sha-256';"
                    " ALTER ROLE dba PASSWORD 'geheim'")
    ctx.server.write_hba("local all dba scram-sha-256\nlocal all postgres trust\n")
    ctx.server.reload()
    path = manifest(ctx, WAY_IN + "    - {type: local, databases: [all], users: [dba], method: trust}\n")
    before = ctx.server.read_hba()
    result = ctx.pgmob("plan", "-U", "dba", "-f", path, env={"PGPASSWORD": "geheim"}).expect(status=3)
    result.expect(out_has=["pgmob itself would be let in by a weaker way than now", "local all dba trust\n"])
    ctx.equal("geheim" in result.out + result.err, False)
    # the other way round is a stronger one
    ctx.server.write_hba("local all all trust\n")
    ctx.server.reload()
    path = manifest(ctx, WAY_IN + "    - {type: local, databases: [all], users: [dba], method: scram-sha-256}\n")
    refused(ctx, path, user="dba", has=["would be asked for a password, and has none", "~/.pgpass"])
    accepted(ctx, path, "-U", "dba", env={"PGPASSWORD": "geheim"})
    ctx.equal(ctx.server.read_hba() != before, True)


def test_who_is_connected_now(ctx):
    ctx.server.psql("CREATE ROLE app LOGIN; CREATE DATABASE shop")
    sessions = [ctx.session(db="shop", user="app") for _ in range(2)]
    for session in sessions:
        session.run("SELECT 1")
    path = manifest(ctx, WAY_IN + "    - {type: local, databases: [all], users: [app], method: reject}\n")
    said = "2 sessions of app would not be let in again"
    account = "user app, database shop, local: it meets line 6: local all app reject"
    refused(ctx, path, "--protect-sessions", has=[said, account])
    result = ctx.pgmob("apply", "--yes", "-f", path).expect(status=0)
    result.expect(err_has=["warning: " + said, account])
    # what they could not do before either is nothing new
    ctx.pgmob("plan", "--detailed-exitcode", "--protect-sessions", "-f", path).expect(status=0, err="")


def start_replication(ctx):
    """A connection of a standby that says no more than who it is."""
    words = b"user\0standby\0replication\0true\0\0"
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(f"{ctx.server.host}/.s.PGSQL.{ctx.server.port}")
    connection.sendall(struct.pack("!II", len(words) + 8, 3 << 16) + words)
    ctx.use_closing(connection)
    ctx.until_sql("SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'walsender'")


def test_what_replicates_now(ctx):
    ctx.server.psql("CREATE ROLE standby LOGIN REPLICATION")
    start_replication(ctx)
    path = manifest(ctx, WAY_IN + "    - {line: local all all trust}\n")
    who = "user standby, physical replication, local: no rule fits it"
    refused(ctx, path, has=["1 replication of standby would not be let in again", who])
    accepted(ctx, manifest(ctx, WAY_IN + "    - {line: local replication standby trust}\n"))


PROBES = """\
  probes:
    - {user: app, database: shop, address: 10.1.2.3, ssl: true, expect: scram-sha-256}
    - {user: anybody, database: shop, address: 203.0.113.9, expect: reject}
    - {user: member, database: shop, address: "fd00::1", expect: md5}
"""


def test_probes(ctx):
    ctx.server.psql("CREATE ROLE team; CREATE ROLE member LOGIN IN ROLE team")
    rules = WAY_IN + (
        "    - {type: hostssl, databases: [shop], users: [app], address: 10.0.0.0/8, method: scram-sha-256}\n"
        "    - {type: host, databases: [shop], users: [+team], address: all, method: md5}\n"
    )
    accepted(ctx, manifest(ctx, rules, PROBES))
    # they hold whether the file is to change or not, and by the memberships that will be
    path = ctx.write("m.yaml", ctx.read("m.yaml") + "roles: [{name: member, login: true, member_of: []}]\n")
    plan = refused(ctx, path, has=["m.yaml:11: the probe would not meet \"md5\", as it expects", "no rule fits it"])
    ctx.equal("fd00::1" in plan.out, True)
    worse = PROBES.replace("expect: reject", "expect: cert")
    refused(ctx, manifest(ctx, rules, worse), has=["m.yaml:10: the probe would not meet \"cert\"", "no rule fits it"])


@once
def test_a_probe_goes_on_through_the_map(ctx):
    rules = WAY_IN + (
        "    - {type: local, databases: [all], users: [app], method: peer, options: [{name: map, value: m}]}\n"
    )
    more = (
        "  probes: [{user: app, database: shop, system_user: %s}]\n"
        "ident: {manage: file, maps: [{map: m, system_user: '/^jo', database_user: app}]}\n"
    )
    has = ["m.yaml:7: the probe would not be let in", 'it is refused: map "m" does not let "ann" in as "app"']
    refused(ctx, manifest(ctx, rules, more % "ann"), has=has)
    has[0] = 'the probe would not meet "peer", as it expects'
    refused(ctx, manifest(ctx, rules, more % "ann, expect: peer"), has=has)
    accepted(ctx, manifest(ctx, rules, more % "ann, expect: reject"))
    accepted(ctx, manifest(ctx, rules, more % "jojo, expect: peer"))
    accepted(ctx, manifest(ctx, rules, more % "jojo"))
    words = ("hba", "test", "user=app", "database=shop", "system_user=ann")
    ctx.pgmob(*words, "expect=reject").expect(status=0)
    ctx.pgmob(*words, "expect=peer").expect(status=1, err_has=["it meets peer, and is refused", 'map "m" does not let'])


@once
def test_a_probe_that_only_the_name_service_knows(ctx):
    rules = WAY_IN + "    - {type: host, databases: [all], users: [all], address: .example.com, method: md5}\n"
    probe = "  probes: [{user: app, database: shop, address: 10.1.2.3%s}]\n"
    has = ["whether the probe would be let in is not known", "it may meet line 6: host all all .example.com md5"]
    refused(ctx, manifest(ctx, rules, probe % ""), has=has)
    accepted(ctx, manifest(ctx, rules, probe % ", host: a.Example.com"))


@versions(">=16")
def test_rules_in_other_files_count(ctx):
    with open(os.path.join(ctx.server.data, "more.conf"), "w", encoding="ascii") as file:
        file.write("local all \"/^post(gres)?$\" trust\n")
    accepted(ctx, manifest(ctx, "    - {line: include more.conf}\n"))
    with open(os.path.join(ctx.server.data, "more.conf"), "w", encoding="ascii") as file:
        file.write("local all /^post$ trust\n")
    path = manifest(ctx, "    - {line: include more.conf}\n    - {line: local all app trust}\n")
    refused(ctx, path, has=["could not connect again", "no rule fits it"])


@versions(">=16")
def test_folders_in_folders_are_passed_over(ctx):
    """As the server does, whatever they are called."""
    os.makedirs(os.path.join(ctx.server.data, "more", "deeper.conf"))
    with open(os.path.join(ctx.server.data, "more", "x.conf"), "w", encoding="ascii") as file:
        file.write("local all all trust\n")
    accepted(ctx, manifest(ctx, "    - {line: include_dir more}\n"))


def test_maps(ctx):
    """What lets pgmob in is a map: without it the rule is the same, but nobody comes in."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    with open(os.path.join(ctx.server.data, "pg_ident.conf"), "w", encoding="ascii") as file:
        file.write(f"m {me} postgres\nm other app\n")
    ctx.server.write_hba("local all all peer map=m\n")
    ctx.server.reload()
    maps = "version: 1\nident: {manage: file, maps: [%s]}\n"
    other = "{map: %s, system_user: other, database_user: app}"
    path = ctx.write("m.yaml", maps % (other % "n"))
    refused(ctx, path, has=['a rule has map "m", of which pg_ident.conf has nothing', "line 1: local all all peer map=m"])
    if ctx.version >= 16:
        path = ctx.write("m.yaml", maps % (other % "m"))
        has = ["pgmob itself could not connect again", f'it is refused: map "m" does not let "{me}" in as "postgres"']
        refused(ctx, path, has=has)
    accepted(ctx, ctx.write("m.yaml", maps % ('{map: m, system_user: "/^%s$", database_user: postgres}' % me)))
    rules = "    - {type: local, databases: [all], users: [all], method: peer, options: [{name: map, value: %s}]}\n"
    probe = "  probes: [{user: postgres, database: shop, system_user: %s, expect: peer}]\n"
    refused(ctx, manifest(ctx, rules % "q"), has=['a rule has map "q"'])
    refused(ctx, manifest(ctx, rules % "m", probe % "other"), has=['the probe would not meet "peer"', "it is refused: map"])
    accepted(ctx, manifest(ctx, rules % "m", probe % me))


@once
def test_somebody_must_be_left_who_can_help(ctx):
    ctx.server.psql(
        "CREATE ROLE keeper LOGIN; GRANT pg_read_all_settings, pg_read_server_files, pg_execute_server_program TO keeper;"
        "GRANT EXECUTE ON FUNCTION pg_hba_file_rules(), pg_reload_conf(), pg_read_file(text) TO keeper;"
        "GRANT SELECT ON pg_hba_file_rules TO keeper; CREATE ROLE root SUPERUSER NOLOGIN"
    )
    mine = "    - {type: local, databases: [all], users: [keeper], method: trust}\n"
    path = manifest(ctx, mine + "    - {type: host, databases: [all], users: [root], address: all, method: trust}\n")
    refused(ctx, path, user="keeper", has=["no superuser could log in any more"])
    path = manifest(ctx, mine + "    - {type: host, databases: [all], users: [postgres], address: 10.0.0.0/8, method: md5}\n")
    accepted(ctx, path, "-U", "keeper")
