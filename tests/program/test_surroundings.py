"""What surrounds a run must not change its results: settings of roles and databases, the ways to a server."""

import os
import re
import socket
import threading
import time

from framework import ends, once, versions

MANIFEST = """\
version: 1
roles:
  - name: 'odd \\ name'
    valid_until: "2031-02-03 04:05:06+00"
    comment: 'back\\slash and ''quote'''
    settings:
      - {name: search_path, values: [app, '"x"', 'a b']}
      - {name: work_mem, value: 64MB}
  - {name: shop, login: true, member_of: ['odd \\ name']}
databases:
  - name: postgres
    schemas: [{name: 'App', owner: shop, tables: [{name: 't "1"', owner: shop}]}]
"""

TABLE = 'CREATE SCHEMA "App"; CREATE TABLE "App"."t ""1""" (i integer);'

# Settings that change what SQL means or how answers look, where somebody relies on the defaults.
HOSTILE = {
    "search_path": "evil, public",
    "datestyle": "SQL, DMY",
    "intervalstyle": "sql_standard",
    "timezone": "Asia/Kathmandu",
    "standard_conforming_strings": "off",
    "backslash_quote": "off",
    "escape_string_warning": "on",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "client_encoding": "LATIN1",
    "client_min_messages": "debug1",
    "exit_on_error": "on",
    "row_security": "off",
    "enable_seqscan": "off",
    "lock_timeout": "1ms",
    "idle_in_transaction_session_timeout": "1ms",
    "statement_timeout": "500ms",
    "application_name": "somebody else",
    "password_encryption": "md5",
}
NEWER = {14: {"idle_session_timeout": "500ms"}, 17: {"transaction_timeout": "500ms"}}


def hostile_settings(version):
    settings = dict(HOSTILE)
    for since, more in NEWER.items():
        if version >= since:
            settings.update(more)
    return settings


# What search_path would find first.
EVIL = """
CREATE SCHEMA evil;
CREATE VIEW evil.pg_roles AS SELECT 'ghost'::name AS rolname;
CREATE VIEW evil.pg_database AS SELECT 'ghost'::name AS datname;
CREATE FUNCTION evil.current_setting(text) RETURNS text LANGUAGE sql AS $$SELECT 'evil'$$;
CREATE OPERATOR evil.= (LEFTARG = name, RIGHTARG = text, FUNCTION = pg_catalog.nameeqtext);
"""


def outcome(ctx, server, env=None):
    """What plan, apply and the plan after it say; and how a question is waited for."""
    manifest = ctx.write("m.yaml", MANIFEST)
    results = [
        ctx.pgmob("plan", "-f", manifest, env=env, server=server),
        ctx.pgmob("plan", "-f", manifest, "--format", "sql", env=env, server=server),
    ]
    terminal = ctx.terminal("apply", "-f", manifest, env=env, server=server)
    terminal.expect("[y/N]")
    time.sleep(1)  # longer than the hostile limits
    results += [
        terminal.answer("y").wait(),
        ctx.pgmob("plan", "--detailed-exitcode", "-f", manifest, env=env, server=server),
    ]
    texts = [result.expect(status=0, err="").out.replace(server.host, "HOST") for result in results]
    return re.sub(r"cluster \d+", "cluster N", "\n".join(texts))


@ends
def test_settings_of_role_and_database(ctx):
    ctx.server.psql(TABLE)
    calm = outcome(ctx, ctx.server)
    for how in ("ALTER ROLE postgres SET", "ALTER DATABASE postgres SET", "ALTER SYSTEM SET"):
        server = ctx.new_server()
        server.psql(TABLE + EVIL)
        statements = [
            f"{how} {name} = " + (value if name == "search_path" else f"'{value}'")
            for name, value in hostile_settings(ctx.version).items()
            if (how, name) != ("ALTER SYSTEM SET", "application_name")
        ]
        server.psql(";\n".join(statements))
        if how == "ALTER SYSTEM SET":
            server.reload()
        ctx.equal(outcome(ctx, server), calm, f"the outcome under {how}")


@ends
def test_PGOPTIONS_changes_nothing(ctx):
    ctx.server.psql(TABLE)
    calm = outcome(ctx, ctx.server)
    server = ctx.new_server()
    server.psql(TABLE + EVIL)
    options = " ".join(
        f"-c {name}={value}".replace(", ", ",")
        for name, value in hostile_settings(ctx.version).items()
        if name not in ("client_encoding", "application_name")
    )
    ctx.equal(outcome(ctx, server, env={"PGOPTIONS": options}), calm)


@ends
def test_the_encoding_of_the_environment_changes_nothing(ctx):
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: 'käse'}]\n")
    for encoding in ("LATIN1", "SQL_ASCII", "EUC_JP"):
        env = {"PGCLIENTENCODING": encoding}
        ctx.pgmob("apply", "--yes", "-f", manifest, env=env).expect(status=0, err="")
        ctx.pgmob("plan", "--detailed-exitcode", "-f", manifest, env=env).expect(status=0)
    ctx.equal(ctx.server.psql("SELECT octet_length(rolname) FROM pg_roles WHERE oid > 16383"), "5\n")


@versions(">=16")
def test_createrole_self_grant_makes_no_memberships(ctx):
    ctx.server.psql("CREATE ROLE manager LOGIN CREATEROLE")
    ctx.server.psql("ALTER ROLE manager SET createrole_self_grant = 'set, inherit'")
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: shop}]\n")
    ctx.pgmob("apply", "--yes", "-U", "manager", "-f", manifest).expect(status=0, err="")
    sql = "SELECT inherit_option, set_option FROM pg_auth_members WHERE roleid = 'shop'::regrole"
    ctx.equal(ctx.server.psql(sql), "f|f\n")


# Ways to a server.


def found(ctx, *words, env=None, role="postgres"):
    """The run reaches the test's server, and does all that it does."""
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: shop}]\ndatabases: [{name: one, schemas: [{name: app}]}]\n")
    everything = {"PGHOST": None, "PGPORT": None, "PGUSER": None, "PGDATABASE": None, **(env or {})}
    ctx.server.psql("CREATE DATABASE one")
    result = ctx.pgmob("apply", "--yes", "-f", manifest, *words, env=everything)
    result.expect(status=0, err="", out_has="Applied: ")
    plan = ctx.pgmob(*words, "plan", "--format", "json", "-f", manifest, env=everything)
    plan.expect(status=0, out_has=f'"role": "{role}"')
    ctx.server.psql("DROP DATABASE one")
    ctx.server.psql("DROP ROLE shop")


@once
def test_options_in_short_and_long(ctx):
    server = ctx.server
    found(ctx, "-h", server.host, "-p", str(server.port), "-U", "postgres", "-d", "postgres")
    found(ctx, f"-h{server.host}", f"-p{server.port}", "-Upostgres", "-dpostgres")
    found(
        ctx, f"--host={server.host}", "--port", str(server.port), "--username=postgres", "--dbname=postgres"
    )


@once
def test_conninfo_and_uri(ctx):
    host = ctx.server.host
    found(ctx, "-d", f"host={host} port={ctx.server.port} user=postgres dbname=postgres")
    found(ctx, "-d", ctx.server.conninfo())
    encoded = host.replace("/", "%2F")
    found(ctx, "-d", f"postgresql://postgres@{encoded}:{ctx.server.port}/postgres?sslmode=disable")
    found(ctx, "-h", "/nowhere", "-d", f"postgres:///postgres?host={host}&user=postgres")


@once
def test_the_environment_and_a_service_file(ctx):
    server = ctx.server
    found(ctx, env={"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": "postgres"})
    ctx.write("services", f"[here]\nhost=/nowhere,{server.host}\nport={server.port}\nuser=postgres\ndbname=postgres\n")
    services = {"PGSERVICEFILE": os.path.join(ctx.directory, "services")}
    found(ctx, "-d", "service=here", env=services)
    found(ctx, env={**services, "PGSERVICE": "here"})


@once
def test_a_list_of_hosts(ctx):
    found(ctx, "-h", f"/nowhere,{ctx.server.host}", "-U", "postgres", "-p", str(ctx.server.port))
    found(ctx, "-d", f"host=/nowhere,{ctx.server.host} port=1,{ctx.server.port} user=postgres")


@once
def test_a_password_file(ctx):
    ctx.server.psql("CREATE ROLE app LOGIN SUPERUSER PASSWORD 'geheim'")
    ctx.server.write_hba("local all postgres trust\nlocal all all scram-sha-256\n")
    ctx.write("pgpass", "*:*:*:app:geheim\n")
    path = os.path.join(ctx.directory, "pgpass")
    os.chmod(path, 0o600)
    found(ctx, "-h", ctx.server.host, "-U", "app", "-d", "postgres", env={"PGPASSFILE": path}, role="app")
    found(ctx, "-d", f"host={ctx.server.host} user=app dbname=postgres passfile={path}", role="app")


@ends
def test_role_is_set_in_every_session(ctx):
    ctx.server.psql("CREATE ROLE boss SUPERUSER; CREATE ROLE deploy LOGIN; GRANT boss TO deploy;")
    found(ctx, "-h", ctx.server.host, "-U", "deploy", "-d", "postgres", "--role", "boss", role="boss")


@ends
def test_a_role_that_is_set_by_a_setting_is_the_same_in_all_databases(ctx):
    ctx.server.psql("CREATE ROLE boss SUPERUSER; CREATE ROLE deploy LOGIN; GRANT boss TO deploy;")
    ctx.server.psql("ALTER ROLE deploy IN DATABASE postgres SET role = 'boss'")
    found(ctx, "-h", ctx.server.host, "-U", "deploy", "-d", "postgres", role="boss")


# Two servers behind one name.


class Forwarder:
    """A port whose connections go to one server after the other: the last serves all that follow."""

    def __init__(self, *ports):
        self._ports = list(ports)
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(16)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        try:
            while True:
                client, _ = self._listener.accept()
                port = self._ports.pop(0) if len(self._ports) > 1 else self._ports[0]
                there = socket.create_connection(("127.0.0.1", port))
                for pair in ((client, there), (there, client)):
                    threading.Thread(target=self._copy, args=pair, daemon=True).start()
        except OSError:
            pass

    @staticmethod
    def _copy(source, target):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self._listener.close()


@ends
def test_a_second_connection_that_reaches_another_server(ctx):
    one, two = ctx.new_server(tcp=True, fresh=True), ctx.new_server(tcp=True, fresh=True)
    for server in (one, two):
        server.psql("CREATE DATABASE shop")
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: a}]\ndatabases: [{name: shop, schemas: [{name: app}]}]\n")
    for command in (["plan"], ["apply", "--yes"]):
        forwarder = ctx.use_closing(Forwarder(one.port, two.port))
        words = ["-h", "127.0.0.1", "-p", str(forwarder.port), "-f", manifest]
        result = ctx.pgmob(*command, *words, server=one).expect(status=1, out="")
        result.expect(err_has=["error: two connections of one run reached different servers"])
        result.expect(err_has=["DETAIL:  the first is system ", ", that to database "])
    for server in (one, two):
        ctx.equal(server.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'a'"), "0\n")


@once
def test_a_standby_is_another_server_than_its_primary(ctx):
    one = ctx.new_server(tcp=True)
    standby = ctx.use(one.standby(tcp=True))
    one.psql("CREATE DATABASE shop")
    standby.wait_for_replay()
    manifest = ctx.write("m.yaml", "version: 1\ndatabases: [{name: shop, schemas: [{name: app}]}]\n")
    forwarder = ctx.use_closing(Forwarder(one.port, standby.port))
    words = ["-h", "127.0.0.1", "-p", str(forwarder.port), "-f", manifest]
    result = ctx.pgmob("plan", *words, server=one).expect(status=1, out="")
    result.expect(err_has=["reached different servers", "primary", "standby"])


@once
def test_the_host_of_the_first_connection_is_kept(ctx):
    """A list of hosts is gone through once; later connections go where the first one came to."""
    one, two = ctx.new_server(tcp=True, fresh=True), ctx.new_server(tcp=True, fresh=True)
    one.psql("CREATE DATABASE shop")
    two.psql("CREATE DATABASE shop")
    manifest = ctx.write("m.yaml", "version: 1\ndatabases: [{name: shop, schemas: [{name: app}]}]\n")
    # the list's first entry opens its door only once
    once_only = ctx.use_closing(socket.socket())
    once_only.bind(("127.0.0.1", 0))
    ports = f"{once_only.getsockname()[1]},{two.port},{one.port}"
    words = ["-h", "127.0.0.1,127.0.0.1,127.0.0.1", "-p", ports, "-f", manifest]
    ctx.pgmob("apply", "--yes", *words, server=one).expect(status=0)
    ctx.equal(two.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'app'", db="shop"), "1\n")
    ctx.equal(one.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'app'", db="shop"), "0\n")
