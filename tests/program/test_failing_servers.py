"""Servers that refuse, stop, or are not there: the message, the status, and that nothing changed."""

import re
import socket
import threading
import time

from framework import ends, once, server, versions

MANIFEST = "version: 1\nroles:\n  - {name: a, connection_limit: 5}\n  - {name: b, connection_limit: 5}\n"
NOTHING = re.compile(r"\nNothing was changed\.\n\Z")

TWO_DATABASES = """\
version: 1
roles: [{name: shop}]
databases:
  - {name: one, schemas: [{name: app, owner: shop}]}
  - {name: two, schemas: [{name: app, owner: shop}]}
"""


def write(ctx, manifest=MANIFEST):
    return ctx.write("m.yaml", manifest)


def limits(ctx):
    sql = "SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname IN ('a', 'b') ORDER BY 1"
    return ctx.server.psql(sql).replace("\n", " ").strip()


def refused(ctx, *words, status=1, err_has=(), out="", env=None, server=None):
    """plan, apply and export all end so."""
    manifest = write(ctx)
    for command in (("plan", "-f", manifest), ("apply", "--yes", "-f", manifest), ("export",)):
        result = ctx.pgmob(*command, *words, env=env, server=server)
        result.expect(status=status, out=out, err_has=err_has)
        if command[0] == "apply":
            result.expect(err=NOTHING)


# Servers that are not there.


@once
def test_nobody_listens(ctx):
    refused(ctx, "-h", "127.0.0.1", "-p", "1", err_has=["error: cannot connect: ", "Connection refused"])


@once
def test_there_is_no_socket(ctx):
    refused(ctx, "-h", ctx.directory, err_has=["error: cannot connect: ", "No such file or directory"])


@once
def test_there_is_no_such_host(ctx):
    refused(ctx, "-h", "nowhere.invalid", err_has=['could not translate host name "nowhere.invalid"'])


@ends
def test_a_database_without_connect(ctx):
    ctx.server.psql("CREATE ROLE adm LOGIN; CREATE DATABASE shop; REVOKE CONNECT ON DATABASE shop FROM PUBLIC")
    said = "\nDETAIL:  User does not have CONNECT privilege.\n"
    refused(ctx, "-U", "adm", "-d", "shop", err_has=['permission denied for database "shop" (SQLSTATE 42501)', said], server=ctx.server)


def silent_port(ctx):
    listener = ctx.use_closing(socket.socket())
    listener.bind(("127.0.0.1", 0))
    listener.listen(8)
    return str(listener.getsockname()[1])


@once
def test_a_server_that_does_not_answer(ctx):
    port = silent_port(ctx)
    began = time.monotonic()
    manifest = write(ctx)
    said = f'error: cannot connect: no answer within 1 s from "127.0.0.1", port {port}\n'
    words = ("plan", "-f", manifest, "-h", "127.0.0.1", "-p", port)
    ctx.pgmob(*words, "--connect-timeout", "1").expect(status=1, out="", err=said)
    ctx.pgmob(*words, env={"PGCONNECT_TIMEOUT": "1"}).expect(status=1, out="", err=said)
    ctx.pgmob(*words, "-d", "connect_timeout=1").expect(status=1, out="", err=said)
    if not ctx.program.valgrind:
        ctx.equal(time.monotonic() - began < 7, True, "the time")


@once
def test_each_host_of_a_list_has_its_time(ctx):
    """The first does not answer, the second refuses, the third is the one."""
    hosts = f"127.0.0.1,127.0.0.1,{ctx.server.host}"
    ports = f"{silent_port(ctx)},1,{ctx.server.port}"
    manifest = write(ctx)
    result = ctx.pgmob("plan", "-h", hosts, "-p", ports, "--connect-timeout", "1", "-f", manifest)
    result.expect(status=0, out_has="+ role a", err="")
    uri = f"postgresql://127.0.0.1:{silent_port(ctx)},127.0.0.1:1/postgres?connect_timeout=1"
    env = {"PGHOST": None, "PGPORT": None}
    ctx.pgmob("plan", "-d", uri, "-f", manifest, env=env).expect(status=1, err_has="Connection refused")


@once
def test_what_is_no_server_of_postgresql(ctx):
    listener = ctx.use_closing(socket.socket())
    listener.bind(("127.0.0.1", 0))
    listener.listen(8)

    def serve():
        try:
            while True:
                connection, _ = listener.accept()
                connection.recv(1024)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.close()
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    refused(ctx, "-h", "127.0.0.1", "-p", str(listener.getsockname()[1]), err_has=["cannot connect"])


# Servers that refuse.


@ends
def test_no_such_database_or_role(ctx):
    refused(ctx, "-d", "nowhere", err_has=['FATAL:  database "nowhere" does not exist (SQLSTATE 3D000)'])
    refused(ctx, "-U", "nobody", err_has=['FATAL:  role "nobody" does not exist (SQLSTATE 28000)'])
    refused(ctx, "--role", "nobody", err_has=['error: cannot set up a session: role "nobody" does not'])


@ends
def test_pg_hba_conf_refuses(ctx):
    ctx.server.psql("CREATE ROLE plain LOGIN")
    ctx.server.write_hba("local all postgres trust\nlocal all all reject\n")
    refused(ctx, "-U", "plain", err_has=["pg_hba.conf rejects connection", "(SQLSTATE 28000)"])


@ends
def test_a_closed_database(ctx):
    ctx.server.psql("CREATE DATABASE shop")
    ctx.server.psql("ALTER DATABASE shop ALLOW_CONNECTIONS false")
    refused(ctx, "-d", "shop", err_has=['database "shop" is not currently accepting connections'])
    manifest = write(
        ctx,
        "version: 1\ndatabases:\n  - name: shop\n    schemas: [{name: app}]\n",
    )
    for command in (("plan",), ("apply", "--yes")):
        result = ctx.pgmob(*command, "-f", manifest).expect(status=1, out="")
        result.expect(err_has=['m.yaml:3:5: error: database "shop" does not accept connections'])


@ends
def test_too_many_connections_for_the_role(ctx):
    ctx.server.psql("CREATE ROLE plain LOGIN CREATEROLE CONNECTION LIMIT 1")
    result = ctx.pgmob("apply", "--yes", "-U", "plain", "-f", write(ctx)).expect(status=1, out="")
    result.expect(err_has=['too many connections for role "plain" (SQLSTATE 53300)'], err=NOTHING)


@ends
@server(max_connections="4", superuser_reserved_connections="0", max_wal_senders="0")
def test_too_many_connections(ctx):
    for name in ("one", "two"):
        ctx.server.psql(f"CREATE DATABASE {name}")
    ctx.session().run("SELECT 1")
    ctx.session().run("SELECT 1")
    manifest = write(ctx, TWO_DATABASES)
    result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1, out="")
    result.expect(err_has=["too many clients already (SQLSTATE 53300)"], err=NOTHING)


@ends
def test_a_standby_can_be_planned_for_but_not_changed(ctx):
    manifest = write(ctx)
    standby = ctx.new_standby()
    plan = ctx.pgmob("plan", "-f", manifest, server=standby).expect(status=0, out_has="+ role a")
    ctx.equal("error" in plan.err, False)
    result = ctx.pgmob("apply", "--yes", "-f", manifest, server=standby)
    result.expect(status=1, out="", err_has=["the server is a standby", "HINT:  connect to the primary"])
    result.expect(err=NOTHING)
    ctx.pgmob("export", server=standby).expect(status=0)
    ctx.equal(limits(ctx), "")


@once
def test_a_list_of_hosts_finds_the_primary(ctx):
    standby = ctx.new_standby()
    hosts = f"{standby.host},{ctx.server.host}"
    env = {"PGTARGETSESSIONATTRS": "read-write"}
    ctx.pgmob("apply", "--yes", "-h", hosts, "-f", write(ctx), env=env).expect(status=0, err="")
    ctx.equal(limits(ctx), "a|5 b|5")


@ends
def test_a_standby_that_would_be_serializable(ctx):
    """PostgreSQL refuses that level there: no session of pgmob's has it."""
    ctx.server.psql("CREATE ROLE plain LOGIN")
    ctx.server.psql("ALTER ROLE plain SET default_transaction_isolation = 'serializable'")
    ctx.server.psql("ALTER ROLE plain SET default_transaction_deferrable = on")
    standby = ctx.new_standby()
    standby.wait_for_replay()
    plan = ctx.pgmob("plan", "-U", "plain", "-f", write(ctx), server=standby)
    plan.expect(status=3, err="", out_has="! role a")


@ends
def test_read_only_by_default_is_obeyed(ctx):
    manifest = write(ctx)
    off = {"PGOPTIONS": "-c default_transaction_read_only=off"}
    for sql in (
        "ALTER ROLE postgres SET default_transaction_read_only = on",
        "ALTER DATABASE postgres SET default_transaction_read_only = on",
    ):
        ctx.server.psql(sql)
        ctx.pgmob("plan", "-f", manifest).expect(status=0, err="", out_has="+ role a")
        result = ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1, err=NOTHING)
        result.expect(err_has=['default_transaction_read_only is on for the sessions of database "postgres"'])
        result.expect(err_has="HINT:  where changes are allowed all the same")
        ctx.equal(limits(ctx), "")
        ctx.server.psql("SET default_transaction_read_only = off; " + sql.replace(" = on", " = off"))
        ctx.server.psql(sql.replace(" = off", " = on"))
        ctx.pgmob("apply", "--yes", "-f", manifest, env=off).expect(status=0, err="")
        ctx.server.psql(
            "BEGIN READ WRITE; DROP ROLE a; DROP ROLE b; ALTER ROLE postgres RESET ALL;"
            "ALTER DATABASE postgres RESET ALL; COMMIT;"
        )


# Without permission.


@ends
def test_a_plain_role_can_plan_but_not_apply(ctx):
    ctx.server.psql("CREATE ROLE plain LOGIN")
    manifest = write(ctx)
    ctx.pgmob("plan", "-U", "plain", "-f", manifest).expect(status=3, err="", out_has="plain has no CREATEROLE")
    ctx.pgmob("export", "-U", "plain", "--all-databases").expect(status=0, err="")
    result = ctx.pgmob("apply", "--yes", "-U", "plain", "-f", manifest)
    result.expect(status=3, out_has="Nothing was changed.", err_has="m.yaml:3:5: error: the change of role a is refused")
    ctx.equal(limits(ctx), "")


@ends
def test_passwords_are_unknown_without_pg_authid(ctx):
    """All else works: a role with CREATEROLE makes roles with passwords, and leaves known ones alone."""
    ctx.server.psql("CREATE ROLE manager LOGIN CREATEROLE")
    manifest = write(
        ctx, "version: 1\nroles:\n  - name: shop\n    login: true\n    password: {env: SHOP}\n"
    )
    env = {"SHOP": "geheim"}
    ctx.pgmob("apply", "--yes", "-U", "manager", "-f", manifest, env=env).expect(status=0, err="")
    verifier = "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'shop'"
    ctx.equal(ctx.server.psql(verifier), "t\n")
    env = {"SHOP": "another"}
    for user, status in (("manager", 0), ("postgres", 2)):
        plan = ctx.pgmob("plan", "--detailed-exitcode", "-U", user, "-f", manifest, env=env)
        plan.expect(status=status)


# Servers that stop.


def waiting(ctx, manifest=MANIFEST):
    """An apply that waits in its transaction, with one statement done."""
    ctx.server.psql("CREATE ROLE a; CREATE ROLE b;")
    ctx.session().run("BEGIN; ALTER ROLE b CREATEDB;")
    apply = ctx.start("apply", "--yes", "-f", write(ctx, manifest))
    ctx.until_waiting()
    return apply


@ends
def test_the_session_is_ended(ctx):
    apply = waiting(ctx)
    ctx.server.psql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'pgmob/apply' AND wait_event_type = 'Lock'"
    )
    result = apply.wait().expect(status=1, err=NOTHING)
    result.expect(err_has=["cannot apply role b: terminating connection", "SQLSTATE 57P01"])
    ctx.equal(limits(ctx), "a|-1 b|-1")


@ends
def test_the_server_is_killed_in_a_transaction(ctx):
    apply = waiting(ctx)
    ctx.server.kill()
    result = apply.wait().expect(status=1, err=NOTHING)
    result.expect(err_has=["error: cannot apply the plan: server closed the connection unexpectedly"])
    ctx.server.start()
    ctx.equal(limits(ctx), "a|-1 b|-1")
    ctx.pgmob("apply", "--yes", "-f", "m.yaml").expect(status=0)


@ends
def test_the_server_is_killed_between_two_phases(ctx):
    for name in ("one", "two"):
        ctx.server.psql(f"CREATE DATABASE {name}")
    ctx.server.psql("CREATE SCHEMA app", db="two")
    ctx.session(db="two").run("BEGIN; ALTER SCHEMA app OWNER TO pg_monitor;")
    apply = ctx.start("apply", "--yes", "-f", write(ctx, TWO_DATABASES))
    ctx.until_waiting()
    ctx.server.kill()
    result = apply.wait().expect(status=1)
    result.expect(
        err=re.compile(
            r"\nCommitted before: 1 statement on the cluster\. Nothing else was changed; "
            r"the next apply does the rest\.\n\Z"
        )
    )
    ctx.server.start()
    ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'shop'"), "1\n")
    ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'app'", db="one"), "0\n")
    ctx.pgmob("apply", "--yes", "-f", "m.yaml").expect(status=0)
    ctx.pgmob("plan", "--detailed-exitcode", "-f", "m.yaml").expect(status=0)


def commit_waits(ctx, manifest=MANIFEST):
    """An apply whose COMMIT is made, and waits for a standby that never comes."""
    ctx.server.psql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    ctx.server.reload()
    ctx.until_sql("SELECT current_setting('synchronous_standby_names') = 'nobody'")
    apply = ctx.start("apply", "--yes", "-f", write(ctx, manifest))
    ctx.until_sql(
        "SELECT count(*) > 0 FROM pg_stat_activity"
        " WHERE application_name = 'pgmob/apply' AND wait_event = 'SyncRep'"
    )
    return apply


UNKNOWN = re.compile(
    r"error: cannot commit: .*\n(?:.*\n)*It is not known whether the server has committed: "
    r"2 statements on the cluster\. The next apply does what is left\.\n\Z"
)


@ends
def test_the_server_is_killed_in_a_commit(ctx):
    apply = commit_waits(ctx)
    ctx.server.kill()
    apply.wait().expect(status=1, err=UNKNOWN)
    ctx.server.start()
    ctx.server.psql("SET synchronous_commit = local; ALTER SYSTEM RESET synchronous_standby_names;")
    ctx.server.restart()
    ctx.equal(limits(ctx), "a|5 b|5")
    ctx.pgmob("plan", "--detailed-exitcode", "-f", "m.yaml").expect(status=0)


@ends
def test_the_session_is_ended_in_a_commit(ctx):
    apply = commit_waits(ctx)
    ctx.server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
    result = apply.wait().expect(status=1, err=UNKNOWN)
    result.expect(err_has="canceling the wait for synchronous replication and terminating connection")
    ctx.equal(limits(ctx), "a|5 b|5")


@ends
def test_the_server_is_killed_while_it_makes_a_database(ctx):
    session = ctx.session(db="template1")
    session.run("SELECT 1")  # so that CREATE DATABASE waits, some seconds at most
    manifest = write(ctx, "version: 1\nroles: [{name: shop}]\ndatabases: [{name: shop, owner: shop}]\n")
    apply = ctx.start("apply", "--yes", "-f", manifest)
    ctx.until_sql(
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'pgmob/apply'"
        " AND query LIKE 'CREATE DATABASE%' AND state = 'active'"
    )
    ctx.server.kill()
    result = apply.wait().expect(status=1, err_has=["Committed before: 1 statement on the cluster. "])
    result.expect(err_has="It is not known whether the server has committed: 1 statement on the cluster. ")
    ctx.server.start()
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0)


@ends
def test_the_server_restarts_between_read_and_write(ctx):
    """Its sessions are gone; nothing is tried on new ones."""
    terminal = ctx.terminal("apply", "-f", write(ctx))
    terminal.expect("Apply this plan? [y/N] ")
    ctx.server.kill()
    ctx.server.start()
    result = terminal.answer("y").wait().expect(status=1, out=NOTHING)
    result.expect(out_has="gone")
    ctx.equal(limits(ctx), "")


@versions(">=14")
def test_the_server_is_shut_down_in_a_transaction(ctx):
    apply = waiting(ctx)
    ctx.server.stop("fast")
    apply.wait().expect(status=1, err=NOTHING)
    ctx.server.start()
    ctx.equal(limits(ctx), "a|-1 b|-1")
