"""Other nodes of the cluster: each has files of its own, read, shown and written like the primary's."""

import json
import os
import signal

import jsonschema
import runner
from framework import once, versions

RULE = "{type: host, databases: [shop], users: [all], address: 10.0.0.0/8, method: scram-sha-256}"
BLOCK = f"hba: {{manage: block, rules: [{RULE}]}}\n"
WHOLE = "hba: {manage: file, rules: [{line: local all all trust}, {line: local replication all trust}]}\n"
SHOWN = "  + 1  host shop all 10.0.0.0/8 scram-sha-256\n"

OTHER = "local all all trust\nlocal replication all trust\n# another file\n"


def cluster(ctx):
    """A primary and two standbys, of which the second has another file than the others."""
    first, second = ctx.new_standby(), ctx.new_standby()
    second.write_hba(OTHER)
    return ctx.server, first, second


def name(server):
    return f"{server.host}:{server.port}"


def at(*servers):
    """The options that name these nodes."""
    return [word for server in servers for word in ("--node", f"host={server.host} port={server.port}")]


def write(ctx, text, nodes=()):
    listed = ", ".join(json.dumps(f"host={node.host}") for node in nodes)
    return ctx.write("m.yaml", f"version: 1\nnodes: [{listed}]\n{text}")


def plan(ctx, manifest, *words, **options):
    return ctx.pgmob("plan", "--detailed-exitcode", "-f", manifest, *words, **options)


def apply(ctx, manifest, *words, **options):
    return ctx.pgmob("apply", "--yes", "-f", manifest, *words, **options)


def texts(*servers):
    return [server.read_hba() for server in servers]


def check_applied(ctx, manifest, words, *servers):
    """Each server has judged the rule, and nothing is left to do."""
    for server in servers:
        sql = "SELECT count(*) FILTER (WHERE address = '10.0.0.0'), count(error) FROM pg_hba_file_rules"
        ctx.equal(server.psql(sql), "1|0\n", f"the rules of {server.host}")
    plan(ctx, manifest, *words).expect(status=0, err="")


# What is shown and written.


@versions("13 18")
def test_each_is_shown_and_written(ctx):
    primary, first, second = cluster(ctx)
    before = texts(primary, first, second)
    manifest = write(ctx, BLOCK, [first])
    nodes = sorted([name(first), name(second)])
    shown = plan(ctx, manifest, *at(second)).expect(status=2, err="")
    shown.expect(out_has=f"\n\nhba\n{SHOWN}hba on {nodes[0]}\n{SHOWN}hba on {nodes[1]}\n{SHOWN}\n")
    shown.expect(out_has="Plan: 0 to add, 3 to change, 0 to remove; 0 need a flag. 3 files written")
    ctx.equal(texts(primary, first, second), before)
    done = apply(ctx, manifest, *at(second)).expect(status=0, err="")
    done.expect(out_has=f"Applied: pg_hba.conf on {nodes[0]}, pg_hba.conf on {nodes[1]}, pg_hba.conf.\n")
    check_applied(ctx, manifest, at(second), primary, first, second)
    for server, text in zip((primary, first, second), before):
        ctx.equal(server.read_hba().startswith(text), True, "what is outside of the block is as before")


MAPS = """hba:
  manage: file
  rules: [{line: local all app peer map=staff}, {line: local all all trust}, {line: local replication all trust}]
  probes: [{user: app, database: postgres, system_user: jo, expect: peer}]
ident: {manage: %s, maps: [{map: staff, system_user: '/^(jo|ann)$', database_user: app}]}
"""


def maps(*servers):
    texts = []
    for server in servers:
        with open(os.path.join(server.data, "pg_ident.conf"), encoding="utf-8") as file:
            texts.append([line.split() for line in file if line.strip() and line[0] != "#"])
    return texts


@versions("13 18")
def test_maps_are_written_on_each_before_the_rules(ctx):
    primary, first, second = cluster(ctx)
    with open(os.path.join(second.data, "pg_ident.conf"), "a", encoding="utf-8") as file:
        file.write("theirs jo app\n")
    ours = ["staff", "/^(jo|ann)$", "app"]
    manifest = write(ctx, MAPS % "block", [first, second])
    apply(ctx, manifest).expect(status=0, err="")
    ctx.equal(maps(primary, first, second), [[ours], [ours], [["theirs", "jo", "app"], ours]])
    plan(ctx, manifest).expect(status=0, err="")
    manifest = write(ctx, MAPS % "file", [first, second])
    shown = plan(ctx, manifest).expect(status=2, err="")
    shown.expect(out_has=f"\n\nident on {name(second)}\n  - 1  theirs jo app\n\n")
    # a standby does as well as the primary
    apply(ctx, manifest, server=first).expect(status=0)
    ctx.equal(maps(primary, first, second), [[ours]] * 3)
    for server in (primary, first, second):
        plan(ctx, manifest, server=server).expect(status=0)


@once
def test_only_the_one_that_differs_is_written(ctx):
    primary, first, second = cluster(ctx)
    manifest = write(ctx, WHOLE, [first, second])
    apply(ctx, manifest).expect(status=0, err="")
    same = texts(primary, first, second)
    first.write_hba("local all all trust\nlocal replication all trust\nhost all all all reject\n")
    shown = plan(ctx, manifest).expect(status=2, err="")
    shown.expect(out_has=f"\n\nhba on {name(first)}\n  - 3  host all all all reject\n\n")
    shown.expect(out_has=f"One write of pg_hba.conf on {name(first)}.\n")
    done = apply(ctx, manifest).expect(status=0, err="")
    done.expect(out_has=f"Applied: pg_hba.conf on {name(first)}.\n")
    kept = "local all all trust\nlocal replication all trust\n"
    ctx.equal(texts(primary, first, second), [same[0], kept, same[2]])
    plan(ctx, manifest).expect(status=0, err="")


@once
def test_the_plan_as_json(ctx):
    primary, first, _ = cluster(ctx)
    shown = ctx.pgmob("plan", "--format", "json", "-f", write(ctx, BLOCK), *at(first)).expect(status=0, err="")
    shown = json.loads(shown.out)
    with open(os.path.join(runner.ROOT, "schemas", "plan.schema.json"), encoding="utf-8") as file:
        ctx.equal(jsonschema.faults(shown, json.load(file)), [])
    ctx.equal([change["key"] for change in shown["changes"]], [{}, {"node": name(first)}])
    ctx.equal([change["title"] for change in shown["changes"]], ["pg_hba.conf", f"pg_hba.conf on {name(first)}"])
    ctx.equal([batch["node"] for batch in shown["batches"]], [name(first), None])


@versions("13 18")
def test_psql_makes_the_same_of_the_script(ctx):
    """It connects to each node, and comes back to where it was for the last file."""
    primary, first, second = cluster(ctx)
    manifest = write(ctx, "roles: [{name: shop}]\n" + BLOCK, [first, second])
    script = ctx.pgmob("plan", "--format", "sql", "-f", manifest).expect(status=0, err="")
    ctx.equal(script.out.count("\n\\connect "), 3)
    primary.psql(script.out)
    for standby in (first, second):
        standby.wait_for_replay()
    check_applied(ctx, manifest, [], primary, first, second)


@once
def test_a_parameter_of_the_server_is_no_file_of_every_node(ctx):
    primary, first, _ = cluster(ctx)
    manifest = write(ctx, "parameters: [{name: work_mem, value: 5MB}]\n" + BLOCK, [first])
    apply(ctx, manifest).expect(status=0, err="")
    ctx.equal([server.psql("SHOW work_mem") for server in (primary, first)], ["5MB\n", "4MB\n"])
    check_applied(ctx, manifest, [], primary, first)


@once
def test_nodes_are_left_alone_where_no_file_is_the_manifests(ctx):
    apply(ctx, write(ctx, "roles: [{name: shop}]\n"), "--node", "host=/nowhere").expect(status=0, err="")


# Connected to a standby.


@versions("13 18")
def test_files_can_be_written_by_a_standby(ctx):
    """What else the manifest says, it can take no more than before."""
    primary, first, second = cluster(ctx)
    manifest = write(ctx, BLOCK)
    apply(ctx, manifest, server=first).expect(status=0, err="", out_has="Applied: pg_hba.conf.\n")
    plan(ctx, manifest, server=first).expect(status=0, err="")
    done = apply(ctx, manifest, *at(primary, second), server=first).expect(status=0, err="")
    ctx.equal(f"pg_hba.conf on {name(primary)}" in done.out and f"pg_hba.conf on {name(second)}" in done.out, True)
    check_applied(ctx, manifest, at(first, second), primary, first, second)
    refused = apply(ctx, write(ctx, "roles: [{name: shop}]\n" + WHOLE), server=first).expect(status=1, out="")
    refused.expect(err_has=["the server is a standby, which takes no changes but of its files", "\nNothing was changed.\n"])
    plan(ctx, write(ctx, BLOCK), server=first).expect(status=0, err="")


# Which servers they are.


@once
def test_one_that_is_down(ctx):
    primary, first, second = cluster(ctx)
    before = texts(primary, first)
    second.stop()
    manifest = write(ctx, BLOCK, [first, second])
    result = apply(ctx, manifest).expect(status=1, out="")
    result.expect(err_has=["m.yaml:2:", f'error: cannot connect: connection to server on socket "{second.host}/'])
    result.expect(err_has="\nNothing was changed.\n")
    result = apply(ctx, write(ctx, BLOCK, [first]), "--node", "host=/nowhere").expect(status=1, out="")
    result.expect(err_has='error: cannot connect: connection to server on socket "/nowhere/')
    ctx.equal(texts(primary, first), before)


@once
def test_one_of_another_cluster(ctx):
    other = ctx.new_server(fresh=True)
    result = apply(ctx, write(ctx, BLOCK, [other])).expect(status=1, out="")
    result.expect(err_has=["m.yaml:2:9: error: ", f"node {name(other)} belongs to another cluster", "\nNothing was"])
    identifiers = [server.psql("SELECT system_identifier FROM pg_control_system()").strip() for server in (other, ctx.server)]
    result.expect(err_has="DETAIL:  it is of cluster {}, and {} is of cluster {}".format(identifiers[0], name(ctx.server), identifiers[1]))


@once
def test_a_second_primary(ctx):
    standby = ctx.new_standby()
    standby.psql("SELECT pg_promote()")
    result = apply(ctx, write(ctx, BLOCK, [standby])).expect(status=1, out="")
    result.expect(err_has=[f"node {name(standby)} is no standby", f"and so is {name(ctx.server)}: a copy"])


@once
def test_one_that_is_named_twice_counts_once(ctx):
    primary, first, _ = cluster(ctx)
    manifest = write(ctx, BLOCK, [primary, first])
    result = apply(ctx, manifest, *at(first)).expect(status=0)
    ctx.equal(result.out.count("\nhba"), 2)
    result.expect(err_has=f"m.yaml:2:9: note: node {name(primary)} is the server that pgmob is connected to, and")
    result.expect(err_has=f"note: node {name(first)} is node {name(first)}, and counts once")
    check_applied(ctx, write(ctx, BLOCK, [first]), [], primary, first)


@once
def test_one_name_of_two_servers(ctx):
    """A host may have many addresses: then only these tell the nodes apart."""
    first, second = ctx.new_standby(tcp=True), ctx.new_standby(tcp=True)
    words = ["--node", f"host=localhost port={first.port}", "--node", f"host=db hostaddr=127.0.0.1 port={second.port}"]
    shown = plan(ctx, write(ctx, BLOCK), *words).expect(status=2, err="")
    shown.expect(out_has=[f"hba on 127.0.0.1:{second.port}\n", f"hba on localhost:{first.port}\n"])
    # what libpq finds around it is the first connection's
    shown = plan(ctx, write(ctx, BLOCK), "--node", f"host={first.host} port={first.port}", env={"PGHOSTADDR": "127.0.0.1"}, server=second)
    shown.expect(status=2, err="", out_has=f"hba on {name(first)}\n")


@once
def test_a_node_is_reached_as_the_first_server_is(ctx):
    """Also where that is one of a list which is asked for the primary."""
    primary, first, second = cluster(ctx)
    primary.psql("CREATE ROLE dba SUPERUSER LOGIN PASSWORD 'geh''eim'")
    for standby in (first, second):
        standby.wait_for_replay()
        standby.write_hba("local all dba scram-sha-256\nlocal replication all trust\n")
    hosts = f"host={first.host},{primary.host} user=dba password='geh\\'eim' target_session_attrs=read-write"
    manifest = write(ctx, "roles: [{name: dba, superuser: true, login: true}]\n" + BLOCK, [first, second])
    result = apply(ctx, manifest, "-d", hosts + " dbname=postgres", env={"PGHOST": None, "PGUSER": None})
    result.expect(status=0, err="", out_has=f"pg_hba.conf on {name(second)}")
    terminal = ctx.terminal("plan", "--detailed-exitcode", "-U", "dba", "-f", manifest)
    terminal.expect("Password for user dba: ").answer("geh'eim")
    asked = terminal.wait().expect(status=0)
    ctx.equal(asked.out.count("Password"), 1)


@once
def test_a_service_is_a_node(ctx):
    primary, first, _ = cluster(ctx)
    ctx.write("service", f"[db2]\nhost={first.host}\nport={first.port}\n")
    env = {"PGSERVICEFILE": os.path.join(ctx.directory, "service")}
    shown = plan(ctx, write(ctx, BLOCK), "-h", primary.host, "--node", "service=db2", env=env)
    shown.expect(status=2, err="", out_has=f"hba on {name(first)}\n")


# What fails.


def spoil(ctx):
    """A cluster of which the primary refuses its new file, once the plan is shown."""
    primary, first, second = cluster(ctx)
    before = texts(first, second)
    terminal = ctx.terminal("apply", "-f", write(ctx, BLOCK, [first, second]))
    terminal.expect("[y/N]")
    primary.write_hba(OTHER)
    return primary, first, second, before, terminal


@versions("13 18")
def test_where_one_refuses_the_others_are_as_before(ctx):
    primary, first, second, before, terminal = spoil(ctx)
    result = terminal.answer("y").wait().expect(status=1)
    result.expect(out_has='cannot apply pg_hba.conf: "')
    for standby in (first, second):
        result.expect(out_has=f"note: pg_hba.conf on {name(standby)} is as it was, and loaded again")
    result.expect(out_has="Nothing was changed.")
    ctx.equal(texts(primary, first, second), [OTHER, *before])


@once
def test_what_cannot_be_put_back_is_said(ctx):
    """A standby goes away while the primary takes its time; the other one is put back all the same."""
    primary, first, second, before, terminal = spoil(ctx)
    sql = """SELECT pid FROM pg_stat_activity WHERE application_name = 'pgmob/apply'
                AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"""
    backend = int(primary.psql(sql))
    os.kill(backend, signal.SIGSTOP)
    terminal.answer("y")
    done = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle' AND query LIKE 'SET lock_timeout = 0;%'"
    ctx.until(lambda: [server.psql(done) for server in (first, second)] == ["1\n", "1\n"], "both are written")
    second.stop()
    os.kill(backend, signal.SIGCONT)
    result = terminal.wait().expect(status=1, out_has=f"pg_hba.conf on {name(first)} is as it was")
    ctx.equal(result.out.count("is as it was"), 1)
    result.expect(out_has=f"Committed before: pg_hba.conf on {name(second)}. Nothing else was changed;")
    ctx.equal(texts(primary, first), [OTHER, before[0]])


@once
def test_a_node_that_lets_nobody_in_any_more_is_put_back(ctx):
    primary, first, second = cluster(ctx)
    primary.psql("CREATE ROLE dba SUPERUSER LOGIN PASSWORD 'right'")
    first.wait_for_replay()
    before = texts(primary, first)
    rules = "[{line: local all dba scram-sha-256}, {line: local all all trust}, {line: local replication all trust}]"
    manifest = write(ctx, f"hba: {{manage: file, rules: {rules}}}\n", [first])
    result = apply(ctx, manifest, "-U", "dba", env={"PGPASSWORD": "wrong"}).expect(status=1)
    result.expect(err_has=f"with the new pg_hba.conf on {name(first)} pgmob cannot connect again as it did before")
    result.expect(err_has=f"pg_hba.conf on {name(first)} is as it was, and loaded again\nNothing was changed.\n")
    ctx.equal(texts(primary, first), before)


@once
def test_an_apply_holds_the_lock_of_every_node(ctx):
    primary, first, _ = cluster(ctx)
    ctx.session(server=first).run("SELECT pg_advisory_lock(482771562338)")
    result = apply(ctx, write(ctx, BLOCK), "--lock-timeout", "200ms", *at(first)).expect(status=5, out="")
    result.expect(err_has=[f"another pgmob apply is running on {name(first)}", "\nNothing was changed.\n"])


@once
def test_a_block_that_is_broken_on_one_node(ctx):
    primary, first, second = cluster(ctx)
    second.write_hba(OTHER + "# BEGIN pgmob\n")
    result = plan(ctx, write(ctx, BLOCK, [first, second])).expect(status=1, out="")
    result.expect(err_has=f'"# BEGIN pgmob" stands on line 4 of "{second.data}/pg_hba.conf on {name(second)}"')


@once
def test_a_role_that_may_not_write_on_a_node(ctx):
    primary, first, _ = cluster(ctx)
    primary.psql("CREATE ROLE reader LOGIN IN ROLE pg_monitor, pg_read_server_files")
    primary.psql("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO reader")
    first.wait_for_replay()
    result = apply(ctx, write(ctx, BLOCK, [first]), "-U", "reader").expect(status=3)
    result.expect(err_has=f"the change of pg_hba.conf on {name(first)} is refused")
    primary.psql("REVOKE EXECUTE ON FUNCTION pg_read_file(text) FROM reader")
    first.wait_for_replay()
    plan(ctx, write(ctx, BLOCK, [first]), "-U", "reader").expect(status=1, err_has="cannot read pg_ident.conf")
