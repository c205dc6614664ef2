"""pgmob hba show, check and test."""

import json
import os

import jsonschema
import runner
from framework import offline, once, versions

SETUP = """
CREATE ROLE app LOGIN;
CREATE ROLE readers;
CREATE ROLE guest NOLOGIN;
CREATE ROLE standby LOGIN REPLICATION;
GRANT readers TO app;
CREATE DATABASE shop;
"""
RULES = """\
local postgres postgres trust
local all all peer map=nix
hostssl shop app,+readers 10.1.0.0/16 scram-sha-256 clientcert=verify-full
host shop +readers 10.0.0.0/8 md5
host shop app 10.1.1.1 255.255.255.255 scram-sha-256
host all all samenet trust
host replication standby samenet password
host all app 0.0.0.0/0 reject
host all all 0.0.0.0/0 scram-sha-256
host all "a b" all radius radiusservers=127.0.0.1 radiussecrets=hush
"""


def check_schema(ctx, document, name):
    with open(os.path.join(runner.ROOT, "schemas", name), encoding="utf-8") as file:
        ctx.equal(jsonschema.faults(document, json.load(file)), [])


def with_rules(ctx, rules=RULES, maps=""):
    ctx.server.psql(SETUP)
    with open(os.path.join(ctx.server.data, "pg_ident.conf"), "w", encoding="utf-8") as file:
        file.write(maps)
    ctx.server.write_hba(rules)
    ctx.equal(ctx.server.psql("SELECT error FROM pg_hba_file_rules WHERE type IS NULL"), "")


def shown(ctx):
    printed = ctx.pgmob("hba", "show", "--format", "json").expect(status=0).out
    document = json.loads(printed)
    check_schema(ctx, document, "hba-show.schema.json")
    return document


def tested(ctx, *words, status=0, **settings):
    printed = ctx.pgmob("hba", "test", *words, "--format", "json", **settings).expect(status=status).out
    document = json.loads(printed)
    check_schema(ctx, document, "hba-test.schema.json")
    return document["connections"]


def lines_met(answers):
    return [answer["rule"] and answer["rule"]["line"] for answer in answers]


# Show.


@once
def test_the_rules_in_force_are_a_table(ctx):
    with_rules(ctx)
    table = ctx.pgmob("hba", "show").expect(status=0).out.splitlines()
    ctx.equal(table[1].split(), "line type databases users address method roles sessions options".split())
    rows = [line.split() for line in table[2:] if not line.startswith("    ")]
    ctx.equal(rows[0], ["1", "local", "postgres", "postgres", "trust", "1", "1"])
    ctx.equal(rows[2][:8], ["3", "hostssl", "shop", "app,+readers", "10.1.0.0/16", "scram-sha-256", "1", "0"])
    ctx.equal(rows[4][4], "10.1.1.1/32")


@once
def test_what_a_dba_would_warn_of(ctx):
    with_rules(ctx)
    warnings = {rule["line"]: [warning["message"] for warning in rule["warnings"]] for rule in shown(ctx)["rules"]}
    ctx.equal(warnings[1], [])
    ctx.equal(warnings[2], ['there is no map "nix", so it lets nobody in'])
    ctx.equal(warnings[3], ["no connection ever meets it: ssl is off"])
    ctx.equal(warnings[4], ["md5 is deprecated: scram-sha-256 is better"])
    ctx.equal(warnings[6], ["it lets other hosts in unasked"])
    ctx.equal(warnings[7], ["passwords may cross the network in clear text: hostssl is better"])
    ctx.equal(warnings[8], [])
    ctx.equal(warnings[9], ["it is for all users from everywhere, in all databases"])


@once
def test_a_rule_that_is_never_met_names_the_one_that_hides_it(ctx):
    with_rules(ctx, "local all all trust\nhost all all 10.0.0.0/8 reject\nhost shop app 10.1.0.0/16 trust\n")
    warning = shown(ctx)["rules"][2]["warnings"]
    ctx.equal([(one["message"], one["met"]["line"]) for one in warning], [("no connection ever meets it", 2)])
    ctx.pgmob("hba", "show").expect(out_has="all of them meet pg_hba.conf:2")


@once
def test_roles_and_sessions_are_counted(ctx):
    with_rules(ctx, "local all postgres trust\nlocal shop +readers trust\nlocal replication all trust\n")
    ctx.session(user="app", db="shop").run("SELECT 1")
    rules = shown(ctx)["rules"]
    ctx.equal([(rule["roles"], rule["sessions"]) for rule in rules], [(1, 1), (1, 1), (2, 0)])


@once
def test_a_rule_is_for_roles_that_have_a_database_by_it(ctx):
    with_rules(
        ctx,
        "local all postgres trust\n"
        "host sameuser all 10.1.0.0/16 trust\n"  # app has no database of its name, shop below has
        "host samerole app,standby 10.2.0.0/16 trust\n"
        "host gone all 10.3.0.0/16 trust\n"
        "host gone,replication all 10.4.0.0/16 trust\n"
        "host gone,samerole all 10.5.0.0/16 trust\n"
        "host closed all 10.6.0.0/16 trust\n"
        "host replication app 10.7.0.0/16 trust\n",
    )
    ctx.server.psql("CREATE DATABASE readers")
    ctx.server.psql("CREATE DATABASE closed ALLOW_CONNECTIONS false")
    ctx.server.psql("CREATE ROLE shop LOGIN; CREATE ROLE closed LOGIN")
    # postgres has a database of its name, and shop
    ctx.equal([rule["roles"] for rule in shown(ctx)["rules"]], [1, 2, 1, 0, 2, 3, 0, 0])


@once
def test_sessions_that_would_not_be_let_in_again(ctx):
    with_rules(ctx, "local all postgres trust\nlocal all all trust\n")
    ctx.session(user="app", db="shop").run("SELECT 1")
    ctx.server.write_hba("local all postgres trust\nlocal all app reject\n")
    ctx.equal(shown(ctx)["strangers"], 1)
    ctx.pgmob("hba", "show").expect(out_has="1 session would not be let in again.")


@once
def test_no_secret_is_shown(ctx):
    with_rules(ctx)
    for words in (("show",), ("show", "--format", "json"), ("test", "user=a b", "database=x", "address=2001:db8::1")):
        printed = ctx.pgmob("hba", *words).expect(status=0, out_has="radiussecrets=***" if "json" not in words else "radiussecrets").out
        ctx.equal("hush" in printed, False, str(words))


@once
def test_what_the_next_reload_would_stumble_over(ctx):
    with_rules(ctx, "local all all trust\n")
    with open(os.path.join(ctx.server.data, "pg_hba.conf"), "a", encoding="utf-8") as file:
        file.write("host all\n")
    ctx.equal([(fault["line"], fault["severity"]) for fault in shown(ctx)["faults"]], [(2, "error")])
    ctx.pgmob("hba", "show").expect(status=0, out_has="The server does not load the file like that")


@versions(">=16")
def test_included_files_are_shown_with_their_names(ctx):
    path = os.path.join(ctx.server.data, "more.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\nhost all all ::/0 reject\n")
    with_rules(ctx, "local all all trust\ninclude more.conf\n")
    rule = shown(ctx)["rules"][1]
    ctx.equal((os.path.basename(rule["file"]), rule["line"]), ("more.conf", 2))
    ctx.pgmob("hba", "show").expect(out_has="more.conf:2")


# Test.


def test_a_connection_meets_the_first_rule_that_fits(ctx):
    with_rules(ctx)
    answers = tested(
        ctx,
        *("user=app", "database=shop", "address=10.1.2.3", "ssl=true"),
        *("user=app", "database=shop", "address=10.1.2.3"),
        *("user=postgres", "database=postgres"),
        *("user=guest", "database=guest"),
        *("user=standby", "replication=true", "address=127.0.0.1"),
    )
    ctx.equal(lines_met(answers), [3, 4, 1, 2, 7])
    ctx.equal([answer["outcome"] for answer in answers], ["password", "password", "let in", "refused", "password"])


@once
def test_what_the_server_alone_knows_is_undetermined(ctx):
    with_rules(ctx)
    answer = tested(ctx, "user=guest", "database=shop", "address=192.0.2.1")[0]
    ctx.equal((answer["outcome"], answer["rule"]["line"]), ("undetermined", 9))
    ctx.equal([doubt["line"] for doubt in answer["doubts"]], [6])
    ctx.pgmob("hba", "test", "user=guest", "database=shop", "address=192.0.2.1").expect(
        status=0, out_has="only the server's interfaces say whether 192.0.2.1 is in the same network"
    )


@once
def test_names_of_hosts_are_believed(ctx):
    with_rules(ctx, "local all all trust\nhost all all .example.com md5\nhost all all db.other.com trust\n")
    words = ("user=app", "database=shop", "address=192.0.2.1")
    ctx.equal(tested(ctx, *words)[0]["outcome"], "undetermined")
    ctx.equal(lines_met(tested(ctx, *words, "host=a.EXAMPLE.com")), [2])
    ctx.equal(lines_met(tested(ctx, *words, "host=db.other.com")), [3])
    ctx.equal(lines_met(tested(ctx, *words, "host=example.com")), [None])


@once
def test_the_way_goes_on_through_the_map(ctx):
    with_rules(ctx, "local all postgres trust\nlocal all all peer map=nix\n", "nix /^(.*)x$ \\1\nnix guest app\n")
    words = ("user=app", "database=shop", "system_user=")
    for system_user, outcome, line in (("appx", "let in", 1), ("guest", "let in", 2), ("app", "refused", None)):
        answer = tested(ctx, *words[:2], words[2] + system_user)[0]
        entry = answer["map"]["entry"]
        ctx.equal((answer["outcome"], entry and entry["line"]), (outcome, line), system_user)


@once
def test_what_is_expected_decides_about_the_exit_status(ctx):
    with_rules(ctx)
    words = ("user=app", "database=shop", "address=10.1.2.3")
    tested(ctx, *words, "expect=md5")
    ctx.pgmob("hba", "test", *words, "expect=reject").expect(
        status=1, err_has="user app, database shop, from 10.1.2.3: it meets md5, not reject"
    )
    ctx.pgmob("hba", "test", "user=app", "database=x", "address=::1", "expect=reject").expect(status=1)


@once
def test_connections_come_from_standard_input(ctx):
    with_rules(ctx)
    lines = '{"user": "app", "database": "shop"}\n\n{"user": "app", "database": "shop", "address": "10.1.1.1"}\n'
    ctx.equal(lines_met(tested(ctx, "-", stdin=lines)), [2, 4])
    for line, error in (
        ("[]", "no JSON object"),
        ('{"user": 1, "database": "x"}', "user is a string"),
        ('{"user": "a", "database": "x", "ssl": "true"}', "ssl is a boolean"),
        ('{"user": "a", "datbase": "x"}', 'did you mean "database"?'),
        ('{"user": "a\\u0000", "database": "x"}', "user is a string"),
    ):
        ctx.pgmob("hba", "test", "-", stdin=lines + line).expect(
            status=64, err_has=['"standard input":4:1: error: ', error]
        )


@once
def test_wrong_words_are_told(ctx):
    for words, error in (
        ((), "no connection is named"),
        (("app",), '"app" is none of user='),
        (("user=app", "adress=::1"), 'did you mean "address"?'),
        (("user=app", "database=x", "address=ten"), '"ten" is not an IP address'),
        (("user=app", "database=x", "ssl=yes"), 'ssl is true or false, not "yes"'),
        (("user=app", "database=x", "database=y"), "database is said twice"),
        (("user=app", "database=x", "expect=scram"), 'there is no method "scram"'),
        (("database=x",), "no user is named"),
    ):
        ctx.pgmob("hba", "test", *words).expect(status=64, err_has=error)
    ctx.pgmob("hba").expect(status=64, err_has="hba show, hba check or hba test")
    ctx.pgmob("hba", "show", "x").expect(status=64, err_has='hba show takes no "x"')
    ctx.pgmob("hba", "show", "--format", "sql").expect(status=64, err_has="text and json")


@once
def test_the_rules_may_be_those_of_a_file_or_of_a_manifest(ctx):
    with_rules(ctx)
    words = ("user=guest", "database=shop", "address=10.1.2.3")
    ctx.write("other.conf", "\nhost shop +readers all md5\nhost all all all reject\n")
    rule = tested(ctx, "--hba-file", "other.conf", *words)[0]["rule"]
    ctx.equal((rule["file"], rule["line"]), ("other.conf", 3))
    ctx.write(
        "m.yaml",
        "version: 1\nroles: [{name: guest, member_of: [readers]}]\nhba:\n  manage: file\n  rules:\n"
        "    - {line: local all postgres trust}\n    - {line: host shop +readers all md5}\n",
    )
    ctx.equal(tested(ctx, "-f", "m.yaml", *words)[0]["outcome"], "password")
    ctx.write("none.yaml", "version: 1\nroles: [{name: guest}]\n")
    ctx.pgmob("hba", "test", "-f", "none.yaml", *words).expect(status=1, err_has="has no rules of pg_hba.conf")
    ctx.pgmob("hba", "test", "--hba-file", "nowhere", *words).expect(status=1, err_has='cannot read "nowhere"')
    ctx.pgmob("hba", "show", "--hba-file", "other.conf").expect(status=64)
    ctx.pgmob("hba", "test", "--for-version", "16", *words).expect(status=64)
    ctx.pgmob("hba", "test", "-f", "m.yaml", "--hba-file", "other.conf", *words).expect(status=64)


# Check.


@offline
def test_a_file_is_checked_without_a_server(ctx):
    ctx.write("good.conf", "local all all peer\nhost all all 10.0.0.0/8 scram-sha-256\n")
    ctx.pgmob("hba", "check", "--hba-file", "good.conf").expect(status=0, out="valid: 2 rules\n", err="")
    ctx.write("bad.conf", "local all all peer\n\nhost \"日本\" all  10.0.0.0/33 md5\nhost all all all fred\n")
    ctx.pgmob("hba", "check", "--hba-file", "bad.conf").expect(
        status=1, out="", err_has=["bad.conf:3:16: error: ", "bad.conf:4:18: error: "]
    )
    ctx.pgmob("hba", "check", "--hba-file", "nowhere").expect(status=1, err_has='cannot read "nowhere"')
    ctx.write("empty.conf", "# nothing\n")
    ctx.pgmob("hba", "check", "--hba-file", "empty.conf").expect(status=1, err_has="has no rules")


@offline
def test_included_files_are_checked_too(ctx):
    ctx.write("folder/a.conf", "include b.conf\nlocal @list all peer\n")
    ctx.write("folder/b.conf", "host all all all nonsense\n")
    ctx.write("folder/list", "shop, app\n")
    ctx.pgmob("hba", "check", "--hba-file", "folder/a.conf").expect(status=1, err_has="folder/b.conf:1:18: error: ")
    ctx.write("folder/b.conf", "host all all all scram-sha-256\n")
    ctx.pgmob("hba", "check", "--hba-file", "folder/a.conf").expect(status=0, out_has="valid: 2 rules")
    ctx.pgmob("hba", "check", "--hba-file", "folder/a.conf", "--for-version", "15").expect(status=1)


MANIFEST = """\
version: 1
hba:
  manage: file
  rules:
    - {type: local, databases: [all], users: [all], method: peer}
    - {type: host, databases: [all], users: [app], address: 10.0.0.0/8, method: trust}
    - {type: host, databases: [all], users: [+readers], address: 10.0.0.0/8, method: scram-sha-256}
  probes:
    - {user: app, database: shop, address: 10.1.2.3, expect: trust}
    - {user: guest, database: shop, address: 192.0.2.1, expect: reject}
"""


@offline
def test_a_manifest_is_checked_with_its_probes(ctx):
    ctx.write("good.yaml", MANIFEST)
    ctx.pgmob("hba", "check", "-f", "good.yaml").expect(
        status=0, out="valid: 3 rules\n", err_has="good.yaml:6:7: warning: it lets other hosts in unasked"
    )
    ctx.write("bad.yaml", MANIFEST.replace("expect: trust", "expect: md5"))
    ctx.pgmob("hba", "check", "-f", "bad.yaml").expect(
        status=1, err_has="bad.yaml:9:7: error: user app, database shop, from 10.1.2.3: it meets trust, not md5"
    )
    ctx.write("open.yaml", MANIFEST.replace("192.0.2.1", "10.2.0.1"))
    ctx.pgmob("hba", "check", "-f", "open.yaml").expect(
        status=0, err_has="1 of 2 probes cannot be answered without a server"
    )


@offline
def test_a_version_can_be_checked_for(ctx):
    ctx.write("m.yaml", MANIFEST.replace("method: peer", "method: peer}\n    - {line: include more.conf"))
    ctx.pgmob("hba", "check", "-f", "m.yaml", "--for-version", "16").expect(status=0)
    ctx.pgmob("hba", "check", "-f", "m.yaml", "--for-version", "15").expect(status=1, err_has="m.yaml:6:")
    ctx.pgmob("hba", "check", "-f", "m.yaml", "--for-version", "12").expect(status=64)
    ctx.pgmob("hba", "check", "-f", "m.yaml", "--for-version", "new").expect(status=64)
    ctx.pgmob("hba", "check").expect(status=64, err_has="-f MANIFEST or --hba-file FILE")


# Maps, without a server.

MAPPED = """\
version: 1
hba:
  manage: file
  rules:
    - {type: local, databases: [all], users: [postgres], method: trust}
    - {type: local, databases: [all], users: [all], method: peer, options: [{name: map, value: staff}]}
  probes: [{user: app, database: shop, system_user: jo}]
ident: {manage: file, maps: [%s]}
"""


@offline
def test_a_map_that_the_manifest_lacks_is_an_error(ctx):
    manifest = ctx.write("m.yaml", MAPPED % "{map: crew, system_user: jo, database_user: app}")
    faults = ctx.pgmob("hba", "check", "-f", manifest).expect(status=1).err
    ctx.equal('m.yaml:6:7: error: there is no map "staff", so it lets nobody in' in faults, True, faults)
    # the file may have it
    ctx.write("m.yaml", (MAPPED % "").replace("ident: {manage: file", "ident: {manage: block"))
    ctx.pgmob("hba", "check", "-f", manifest).expect(status=0)


@offline
def test_probes_go_on_through_the_manifest_s_maps(ctx):
    manifest = ctx.write("m.yaml", MAPPED % "{map: staff, system_user: jo, database_user: app}")
    ctx.pgmob("hba", "check", "-f", manifest).expect(status=0)
    ctx.write("m.yaml", MAPPED % "{map: staff, system_user: ann, database_user: app}")
    ctx.pgmob("hba", "check", "-f", manifest).expect(status=1, err_has='map "staff" does not let "jo" in as "app"')


@offline
def test_maps_are_checked_for_a_version(ctx):
    manifest = ctx.write("m.yaml", MAPPED % "{map: staff, system_user: jo, database_user: +dba}")
    ctx.pgmob("hba", "check", "-f", manifest, "--for-version", "15").expect(err_has='"+dba" is a plain name for this server')
    ctx.equal("plain name" in ctx.pgmob("hba", "check", "-f", manifest, "--for-version", "16").err, False)
