"""Rules that hang on the other changes of a plan: who is connected now keeps its way in."""

import os
import pwd
import socket
import struct

from framework import once, server
from test_hba_foresight import WAY_IN, accepted, manifest, refused, start_replication

KEEPER = """CREATE ROLE keeper LOGIN;
GRANT pg_read_all_settings, pg_read_server_files, pg_execute_server_program TO keeper;
GRANT EXECUTE ON FUNCTION pg_hba_file_rules(), pg_reload_conf(), pg_read_file(text) TO keeper;
GRANT SELECT ON pg_hba_file_rules TO keeper;
"""


def put(ctx, rules):
    ctx.server.write_hba(rules)
    ctx.server.reload()


def connect(ctx, user):
    """A session over TCP."""
    words = b"user\0%s\0database\0postgres\0\0" % user.encode()
    connection = socket.socket()
    connection.connect(("127.0.0.1", ctx.server.port))
    connection.sendall(struct.pack("!II", len(words) + 8, 3 << 16) + words)
    ctx.use_closing(connection)
    ctx.until_sql(f"SELECT count(*) = 1 FROM pg_stat_activity WHERE usename = '{user}'")


def test_a_group_that_rules_name_gets_another_name(ctx):
    ctx.server.psql("CREATE ROLE standbys; CREATE ROLE standby LOGIN REPLICATION IN ROLE standbys")
    put(ctx, "local all postgres trust\nlocal replication +standbys trust\n")
    start_replication(ctx)
    roles = "roles: [{name: copies, renamed_from: standbys}]\n"
    path = manifest(ctx, WAY_IN + "    - {line: local replication +standbys trust}\n", roles)
    refused(ctx, path, has=["1 replication of standby would not be let in again", "no rule fits it"])
    path = manifest(ctx, WAY_IN + "    - {line: local replication +copies trust}\n", roles)
    accepted(ctx, path)


def test_a_role_that_replicates_gets_another_name(ctx):
    ctx.server.psql("CREATE ROLE standbys; CREATE ROLE standby LOGIN REPLICATION IN ROLE standbys")
    put(ctx, "local all postgres trust\nlocal replication +standbys trust\n")
    start_replication(ctx)
    roles = "roles: [{name: copy, renamed_from: standby, login: true, replication: true, member_of: [%s]}]\n"
    rules = WAY_IN + "    - {line: local replication +standbys trust}\n"
    refused(ctx, manifest(ctx, rules, roles % ""), has=["1 replication of standby would not be let in again"])
    accepted(ctx, manifest(ctx, rules, roles % "standbys"))


@once
def test_the_last_superuser_that_rules_let_in_stays_one(ctx):
    ctx.server.psql(KEEPER + "CREATE ROLE dba SUPERUSER LOGIN; GRANT postgres, pg_read_all_stats TO keeper")
    put(ctx, "local all all trust\n")
    rules = "    - {line: local all keeper trust}\n    - {line: local all dba trust}\n"
    less = manifest(ctx, rules, "roles: [{name: dba, login: true}]\n")
    words = ("-U", "keeper", "--role", "postgres", "--allow", "all")
    ctx.pgmob("plan", *words, "-f", less).expect(status=3, out_has="no superuser could log in any more")
    another = manifest(ctx, rules + "    - {line: local all chief trust}\n",
                       "roles: [{name: dba, login: true}, {name: chief, login: true, superuser: true}]\n")
    accepted(ctx, another, *words)


@once
def test_a_superuser_with_another_name_is_still_one(ctx):
    ctx.server.psql(KEEPER + "CREATE ROLE dba SUPERUSER LOGIN; GRANT postgres, pg_read_all_stats TO keeper")
    put(ctx, "local all keeper trust\nlocal all dba trust\n")
    rules = "    - {line: local all keeper trust}\n    - {line: local all %s trust}\n"
    roles = "roles: [{name: chief, renamed_from: dba, login: true, superuser: true}]\n"
    words = ("-U", "keeper", "--role", "postgres")
    ctx.pgmob("plan", *words, "-f", manifest(ctx, rules % "dba", roles)).expect(
        status=3, out_has="no superuser could log in any more")
    accepted(ctx, manifest(ctx, rules % "chief", roles), *words)


@once
def test_who_cannot_be_seen(ctx):
    ctx.server.psql(KEEPER + "CREATE ROLE standby LOGIN REPLICATION; CREATE ROLE app LOGIN")
    put(ctx, "local all all trust\nlocal replication all trust\n")
    start_replication(ctx)
    ctx.session(user="app").run("SELECT 1")
    rules = "".join(f"    - {{line: local all {role} trust}}\n" for role in ("keeper", "postgres"))
    path = manifest(ctx, rules)
    words = ("plan", "-U", "keeper", "-f", path)
    ctx.pgmob(*words).expect(status=0, err_has=[
        "whether 1 replication of standby would be let in again is not known",
        "whether 1 session of app would be let in again is not known", "a member of pg_read_all_stats"])
    ctx.pgmob(*words, "--protect-sessions").expect(status=3, out_has="1 session of app would be let in again is not")
    ctx.server.psql("GRANT pg_read_all_stats TO keeper")
    ctx.pgmob(*words).expect(status=3, out_has="1 replication of standby would not be let in again")
    ctx.pgmob("hba", "show", "-U", "postgres").expect(status=0)


@once
@server(tcp=True)
def test_what_only_the_name_service_knows_is_told(ctx):
    ctx.server.psql("CREATE ROLE app LOGIN")
    put(ctx, "local all all trust\nhost all all 127.0.0.1/32 trust\n")
    connect(ctx, "app")
    path = manifest(ctx, WAY_IN + "    - {line: host all all db.example.com trust}\n")
    ctx.pgmob("plan", "-f", path).expect(status=0, err_has=[
        "1 session of app may not be let in again", "only the server's name service knows"])
    ctx.pgmob("plan", "--protect-sessions", "-f", path).expect(status=3)


def test_from_a_password_to_the_operating_system(ctx):
    """What pgmob's own session has proven by its old method says nothing of the new one."""
    put(ctx, "local all all trust\n")
    ctx.server.psql("SET password_encryption = 'scram-sha-256'; CREATE ROLE dba SUPERUSER LOGIN PASSWORD 'right'")
    with open(os.path.join(ctx.server.data, "pg_ident.conf"), "w", encoding="utf-8") as file:
        file.write(f"m {pwd.getpwuid(os.geteuid()).pw_name} dba\n")
    put(ctx, "local all postgres trust\nlocal all dba scram-sha-256\n")
    own = "    - {line: local all dba %s}\n"
    words = ("-U", "dba")
    right = {"PGPASSWORD": "right"}
    accepted(ctx, manifest(ctx, WAY_IN + own % "peer map=m"), *words, env=right)
    accepted(ctx, manifest(ctx, WAY_IN + own % "scram-sha-256"), *words, env=right)


@once
def test_a_database_that_the_manifest_looks_into(ctx):
    ctx.server.psql("CREATE ROLE dba SUPERUSER LOGIN; CREATE DATABASE shop; CREATE DATABASE other")
    put(ctx, "local all all trust\n")
    rules = WAY_IN + "    - {line: 'local %s dba trust'}\n"
    words = ("-U", "dba", "-d", "shop")
    inside = "databases: [{name: other, schemas: [{name: s}]}, {name: %s}]\n"
    path = manifest(ctx, rules % "shop", inside % "another")
    ctx.pgmob("plan", *words, "-f", path).expect(
        status=3, out_has=["pgmob itself could not connect to database other again", "no rule fits it"])
    # neither the database of the lock nor one of which only the outside is managed
    accepted(ctx, manifest(ctx, rules % "shop,other", inside % "shop"), *words,
             "--protect-sessions", err=None)


@once
def test_a_map_that_rules_have_stays(ctx):
    """Whoever manages the rules."""
    ctx.server.psql("CREATE ROLE app LOGIN; CREATE ROLE owner LOGIN")
    maps = f"m {pwd.getpwuid(os.geteuid()).pw_name} %s\n"
    with open(os.path.join(ctx.server.data, "pg_ident.conf"), "w", encoding="utf-8") as file:
        file.write(maps % "app" + maps % "owner" + "n x y\n")
    put(ctx, "local all postgres trust\nlocal all all peer map=m\n")
    ctx.session(user="app").run("SELECT 1")
    ident = "version: 1\nident: {manage: file, maps: [{map: %s, system_user: /x, database_user: %s}]}\n"
    for user in ("n", "y"):
        path = ctx.write("m.yaml", ident % ("n", user))
        ctx.pgmob("plan", "-f", path).expect(status=3, out_has='a rule has map "m", of which pg_ident.conf has nothing')
    path = ctx.write("m.yaml", ident % ("m", "owner"))
    ctx.pgmob("plan", "-f", path).expect(status=0, err_has=[
        "1 session of app would not be let in again", 'map "m" lets nobody in as "app"'])
    ctx.pgmob("plan", "--protect-sessions", "-f", ctx.write("m.yaml", ident % ("m", "app"))).expect(status=0, err="")
