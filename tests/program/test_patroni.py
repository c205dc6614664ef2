"""Rules of pg_hba.conf that go through Patroni: three nodes, and what can go wrong with them."""

import json
import os

from framework import versions
from patroni import HEADER, Cluster, missing

BASIC = [
    "local all all trust",
    "host all all 127.0.0.1/32 trust",
    "host replication all 127.0.0.1/32 trust",
]
OURS = "host all all 10.0.0.0/8 scram-sha-256"
THEIRS = "host all all 192.168.0.0/16 scram-sha-256"


def start(ctx, **settings):
    if missing(ctx.version):
        ctx.skip(missing(ctx.version))
    return ctx.use(Cluster(ctx.version, BASIC, **settings))


def write(ctx, cluster, rules, manage="file", url=None):
    lines = [{"line": rule} for rule in rules]
    manifest = {"version": 1, "hba": {"manage": manage, "rules": lines}}
    if cluster:
        manifest["patroni"] = {"url": url or cluster.leader.url}
    return ctx.write("m.yaml", json.dumps(manifest))


def pgmob(ctx, cluster, *words, node=None, **env):
    return ctx.pgmob(*words, server=node or cluster.leader, env=env)


def files(cluster):
    return [node.hba() for node in cluster.nodes]


def text_of(lines):
    """The file that Patroni makes of them."""
    return HEADER + "".join(line + "\n" for line in lines)


def patch(ctx, cluster, lines):
    """Somebody else changes the rules."""
    cluster.patch({"pg_hba": lines})
    ctx.until(lambda: files(cluster) == [text_of(lines)] * 3, "Patroni has written the files")


def rules_of(lines):
    return [line for line in lines if line and not line.startswith("#")]


def expect_untouched(ctx, cluster, before):
    """Nothing is left of a try: neither in Patroni's configuration, nor on any node."""
    ctx.equal(cluster.rules(), before, "what Patroni has")
    ctx.equal(files(cluster), [text_of(before)] * 3, "the files")
    for node in cluster.nodes:
        beside = [name for name in os.listdir(node.data) if name.startswith("pg_hba.conf.")]
        ctx.equal(beside, ["pg_hba.conf.backup"], "what is beside the file")  # Patroni's


@versions("15")
def test_rules_go_to_all_nodes(ctx):
    cluster = start(ctx)
    manifest = write(ctx, cluster, [*BASIC, OURS])
    plan = pgmob(ctx, cluster, "plan", "-f", manifest).expect(status=0, err="")
    plan.expect(out_has=["  + 4  " + OURS, "  ~ through Patroni, which writes 3 files",
                         "One write of pg_hba.conf through Patroni."])
    plan = json.loads(pgmob(ctx, cluster, "plan", "-f", manifest, "--format", "json").out)
    (statement,) = plan["batches"][0]["statements"]
    ctx.equal(statement.startswith(f"PATCH {cluster.leader.url}/config {{"), True, statement)
    script = pgmob(ctx, cluster, "plan", "-f", manifest, "--format", "sql").expect(status=0)
    script.expect(out_has="-- Patroni must be asked for it, which psql cannot do: PATCH http://")

    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=0, err="")
    result.expect(out_has="Applied: pg_hba.conf through Patroni.")
    ctx.equal(rules_of(cluster.rules()), [*BASIC, OURS])
    ctx.equal(files(cluster), [text_of(cluster.rules())] * 3)
    pgmob(ctx, cluster, "plan", "--detailed-exitcode", "-f", manifest).expect(status=0, err="")

    # a standby will do as well
    standby = cluster.standbys[0]
    words = ("plan", "--detailed-exitcode", "-f", manifest)
    pgmob(ctx, cluster, *words, node=standby).expect(status=0, err="")
    manifest = write(ctx, cluster, BASIC, url=cluster.standbys[1].url + "/")
    pgmob(ctx, cluster, "apply", "--yes", "-f", manifest, node=standby).expect(status=0)
    ctx.equal(rules_of(cluster.rules()), BASIC)

    # a block among the lines that others have put there
    patch(ctx, cluster, [*BASIC, "# theirs", THEIRS])
    manifest = write(ctx, cluster, [OURS], "block")
    pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=0)
    lines = cluster.rules()
    ctx.equal(lines[:6], [*BASIC, "# theirs", THEIRS, "# BEGIN pgmob"])
    ctx.equal(lines[-2:], [OURS, "# END pgmob"])
    pgmob(ctx, cluster, "plan", "--detailed-exitcode", "-f", manifest).expect(status=0)


def ident(node):
    with open(os.path.join(node.data, "pg_ident.conf"), encoding="utf-8") as file:
        return file.read()


@versions("15")
def test_maps_go_to_all_nodes(ctx):
    cluster = start(ctx)
    manifest = ctx.write("m.yaml", json.dumps({
        "version": 1,
        "patroni": {"url": cluster.leader.url},
        "hba": {"manage": "file", "rules": [{"line": "local all app peer map=staff"}] + [{"line": rule} for rule in BASIC],
                "probes": [{"user": "app", "database": "postgres", "system_user": "jo", "expect": "peer"}]},
        "ident": {"manage": "file", "maps": [{"map": "staff", "system_user": "/^jo$", "database_user": "app"}]},
    }))
    # without lines in its configuration Patroni leaves the file alone, and would not take it back
    plan = pgmob(ctx, cluster, "plan", "-f", manifest).expect(status=3)
    plan.expect(out_has="Patroni's configuration has no pg_ident, so that each node's own has it: put it there first")
    cluster.patch({"pg_ident": ["theirs jo app"]})
    ctx.until(lambda: all("theirs" in ident(node) for node in cluster.nodes), "Patroni has written the files")
    plan = pgmob(ctx, cluster, "plan", "-f", manifest).expect(status=0, err="")
    plan.expect(out_has=["ident\n  - 1  theirs jo app\n  + 1  staff /^jo$ app\n", "  + 1  local all app peer map=staff"])
    pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=0, err="")
    for node in cluster.nodes:
        ctx.equal([line.split() for line in rules_of(ident(node).splitlines())], [["staff", "/^jo$", "app"]])
    pgmob(ctx, cluster, "plan", "--detailed-exitcode", "-f", manifest).expect(status=0, err="")
    words = ("hba", "test", "user=app", "database=postgres", "system_user=jo", "expect=peer")
    pgmob(ctx, cluster, *words).expect(status=0, out_has='let in: map "staff" lets "jo" in as "app"')


@versions("15")
def test_what_a_server_refuses_is_nowhere(ctx):
    cluster = start(ctx)
    standby = cluster.standbys[0]
    wrong = [*BASIC, "host all all 10.0.0.0/8 bsd"]
    manifest = write(ctx, cluster, wrong)
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has=["the server refuses the new text", "Nothing was changed.",
                           "DETAIL:  line 6: invalid authentication method \"bsd\""])
    expect_untouched(ctx, cluster, BASIC)

    # what only one of them cannot load
    for node in (cluster.leader, cluster.standbys[1]):
        with open(os.path.join(node.data, "names"), "w", encoding="ascii") as file:
            file.write("shop\n")
    manifest = write(ctx, cluster, [*BASIC, "host @names all 10.0.0.0/8 md5"])
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=1)
    result.expect(err_has=[f"cannot apply pg_hba.conf on {standby.place}: the server refuses",
                           'could not open secondary authentication file "@names"',
                           "Nothing was changed."])
    expect_untouched(ctx, cluster, BASIC)

    # Patroni hears of somebody else's rules between the question and the answer
    manifest = write(ctx, cluster, [*BASIC, OURS])
    terminal = ctx.terminal("apply", "-f", manifest, server=cluster.leader)
    terminal.expect("[y/N]")
    patch(ctx, cluster, [*BASIC, THEIRS])
    result = terminal.answer("y").wait().expect(status=1)
    changed = '"pg_hba" in Patroni\'s configuration has changed since the plan was made'
    result.expect(out_has=[changed, "make a new plan", "Nothing was changed."])
    expect_untouched(ctx, cluster, [*BASIC, THEIRS])

    # a guard knows rules, but not passwords: this one is wrong, and was not asked for until now
    keeps_out = [BASIC[0], BASIC[2], "host all all 127.0.0.1/32 scram-sha-256"]
    manifest = write(ctx, cluster, keeps_out)
    words = ("apply", "--yes", "-f", manifest)
    result = pgmob(ctx, cluster, *words, PGPASSWORD="wrong").expect(status=1)
    result.expect(err_has=['password authentication failed for user "postgres"',
                           "note: with the new pg_hba.conf through Patroni pgmob cannot connect to",
                           "note: pg_hba.conf through Patroni is as it was, and loaded again",
                           "Nothing was changed."])
    expect_untouched(ctx, cluster, [*BASIC, THEIRS])

    # with the right one they are fine
    pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=0)
    ctx.equal(rules_of(cluster.rules()), keeps_out)

    # and all of them can start again
    for node in cluster.nodes:
        ctx.equal(node.psql("SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL"), "0")

    # a member is down: its rules could not be judged
    standby.kill()
    result = pgmob(ctx, cluster, "plan", "-f", write(ctx, cluster, BASIC)).expect(status=1)
    result.expect(err_has=["cannot connect", f"port {standby.port}"])


@versions("15")
def test_who_may_change_the_configuration(ctx):
    cluster = start(ctx, auth=("robot", "geheim"), tls=True)
    manifest = write(ctx, cluster, [*BASIC, OURS])
    url = cluster.leader.url
    trusted = {"PATRONI_CTL_CACERT": cluster.certificate}
    robot = {**trusted, "PATRONI_RESTAPI_USERNAME": "robot"}

    result = pgmob(ctx, cluster, "plan", "-f", manifest).expect(status=1)
    problem = f"error: GET {url}/config: SSL certificate problem"
    result.expect(err_has=[problem, "PATRONI_CTL_CACERT"])
    pgmob(ctx, cluster, "plan", "-f", manifest, PATRONI_CTL_INSECURE="on").expect(status=0, err="")
    # to read, nobody needs a password
    pgmob(ctx, cluster, "plan", "-f", manifest, **trusted).expect(status=0, err="")
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest, **trusted).expect(status=1)
    result.expect(err_has=[f"PATCH {url}/config: the answer has status 401",
                           'DETAIL:  it begins with "no auth header received"',
                           "HINT:  set PATRONI_RESTAPI_USERNAME", "Nothing was changed."])
    wrong = {**robot, "PATRONI_RESTAPI_PASSWORD": "falsch"}
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest, **wrong).expect(status=1)
    result.expect(err_has=["status 401", '"not authenticated"', "Nothing was changed."])
    expect_untouched(ctx, cluster, BASIC)

    # no password is shown: neither the robot's nor one in a rule
    right = {**robot, "PATRONI_RESTAPI_PASSWORD": "geheim"}
    secret = "host all all 10.9.0.0/16 ldap ldapserver=l ldapbasedn=b ldapbinddn=d ldapbindpasswd=geheim"
    manifest = write(ctx, cluster, [*BASIC, secret])
    plan = pgmob(ctx, cluster, "plan", "-f", manifest, "--format", "json", **right).expect(status=0)
    result = pgmob(ctx, cluster, "apply", "--yes", "-v", "-f", manifest, **right).expect(status=0)
    result.expect(err_has='{"postgresql": {"pg_hba": "***"}}')
    ctx.equal("geheim" in plan.out + result.out + result.err, False, "a password is shown")
    ctx.equal(rules_of(cluster.rules()), [*BASIC, secret])

    # what is no such API, or not there
    for wrong, message in (
        (url.replace("https", "http"), "/config: "),
        (f"http://127.0.0.1:{cluster.etcd_port}", "/config: the answer has status 404"),
        ("http://127.0.0.1:1", "/config: Failed to connect to 127.0.0.1 port 1"),
    ):
        manifest = write(ctx, cluster, BASIC, url=wrong)
        pgmob(ctx, cluster, "plan", "-f", manifest, **trusted).expect(status=1, err_has=message)


@versions("15")
def test_files_that_do_not_go_by_the_configuration(ctx):
    """A node whose own configuration has the rules; a file that somebody edited."""
    own = {"pg_hba": [*BASIC, "# my own"]}
    cluster = start(ctx, local={"node2": own}, loop_wait=1)
    node = cluster.standbys[0]
    before = files(cluster)
    says = f"the file is another than in Patroni's configuration on {node.place}"
    manifest = write(ctx, cluster, BASIC)
    result = pgmob(ctx, cluster, "plan", "-f", manifest).expect(status=3)
    result.expect(out_has=["! pg_hba.conf through Patroni     " + says, "patronictl restart"])

    manifest = write(ctx, cluster, [*BASIC, OURS])
    result = pgmob(ctx, cluster, "plan", "-f", manifest).expect(status=0)
    result.expect(out_has=f"which writes 3 files; now they are others than it has on {node.place}")
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=1)
    late = f'Patroni has not written the lines of "pg_hba" within 7 seconds on {node.place}'
    result.expect(err_has=[late, "postgresql.pg_hba", "note: pg_hba.conf through Patroni is as it was",
                           "Nothing was changed."])
    ctx.equal(cluster.rules(), BASIC)
    ctx.equal(files(cluster), before)

    # Ctrl-C while it waits for that node
    started = ctx.start("apply", "--yes", "-f", manifest, server=cluster.leader)
    ctx.until(lambda: cluster.rules() != BASIC, "Patroni has the new rules")
    started.interrupt()
    result = started.wait().expect(status=130)
    result.expect(err_has=["interrupted", "note: pg_hba.conf through Patroni is as it was"])
    ctx.equal(cluster.rules(), BASIC)
    ctx.equal(files(cluster), before)

    # without patroni: in the manifest the file is not touched
    manifest = write(ctx, None, [*BASIC, OURS])
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=3)
    result.expect(err_has="the file is Patroni's, which would overwrite it: write \"patroni:")
    # what Patroni has not written it would not write
    manifest = write(ctx, cluster, [*BASIC, OURS])
    node.write_hba("\n".join(BASIC) + "\n")
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=3)
    result.expect(err_has=f"Patroni has not written the file on {node.place}")
    node.write_hba(before[1])
    cluster.patch({"pg_hba": None})
    ctx.until(lambda: cluster.rules() is None, "Patroni has no rules")
    result = pgmob(ctx, cluster, "apply", "--yes", "-f", manifest).expect(status=3)
    result.expect(err_has="Patroni's configuration has no pg_hba")
    ctx.equal(files(cluster), before)
