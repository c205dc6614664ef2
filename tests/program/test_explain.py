"""pgmob explain: who may do what, and by which path. What it says of random clusters is compared with
the server in test_explain_random.py."""

import json
import os
import re
import shutil
import subprocess
from xml.etree import ElementTree

import jsonschema
import runner

from framework import offline, once, versions

GIVEN = """
CREATE ROLE shop_owner; CREATE ROLE shop_readers; CREATE ROLE shop_writers; CREATE ROLE shop_app LOGIN;
CREATE ROLE deploy LOGIN NOINHERIT; CREATE ROLE helpdesk LOGIN; CREATE ROLE dba LOGIN SUPERUSER;
CREATE ROLE clerk LOGIN;
GRANT shop_readers TO shop_writers; GRANT shop_writers TO shop_app; GRANT shop_owner TO deploy; GRANT dba TO helpdesk;
CREATE DATABASE shop OWNER shop_owner;
REVOKE CONNECT ON DATABASE shop FROM PUBLIC; GRANT CONNECT ON DATABASE shop TO shop_readers;
\\connect shop
CREATE SCHEMA app AUTHORIZATION shop_owner;
SET ROLE shop_owner;
CREATE TABLE app.orders (id int, status text, paid bool); CREATE TABLE app.invoices (id int);
CREATE VIEW app.v AS SELECT 1; CREATE TABLE app."a.b" (id int);
CREATE SEQUENCE app.q; CREATE TYPE app.mood AS ENUM ('x');
CREATE FUNCTION app.refund(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.refund(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.mood() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT USAGE ON SCHEMA app TO shop_readers; GRANT SELECT ON ALL TABLES IN SCHEMA app TO shop_readers;
GRANT INSERT, UPDATE ON app.orders TO shop_writers WITH GRANT OPTION;
GRANT UPDATE (status, paid) ON app.orders TO clerk;
REVOKE TRUNCATE ON app.invoices FROM shop_owner;
"""
# Names that mean harm in every format.
HOSTILE = ["it's \"x\" \\N", "a\nb", "<b>&amp;</b> `**` %d", "x\"]; n0 --> n9[\"", "PUBLIC", "日本 \x1b[2J\u202e"]


def explain(ctx, *words, status=0):
    return ctx.pgmob("explain", "-d", "shop", *words).expect(status=status)


def body(result):
    """All but the line that names the server."""
    head, _, rest = result.out.partition("\n\n")
    if not re.fullmatch(r"pgmob explain: cluster \d{4}… at .* \(PostgreSQL .*\)", head):
        raise runner.Failure("the first line", head)
    return rest


def answers(ctx, *words):
    shown = json.loads(explain(ctx, "--format", "json", *words).out)
    check_schema(ctx, shown)
    return shown["answers"]


def check_schema(ctx, shown):
    with open(os.path.join(runner.ROOT, "schemas", "explain.schema.json"), encoding="utf-8") as file:
        ctx.equal(jsonschema.faults(shown, json.load(file)), [])


# Questions to which yes or no is the answer.


def test_yes_and_no(ctx):
    ctx.server.psql(GIVEN)
    ctx.equal(body(explain(ctx, "shop_app", "SELECT", "app.orders")), """\
yes: shop_app has SELECT on table app.orders of database shop
  member of shop_writers → shop_readers, granted by shop_owner
""")
    ctx.equal(body(explain(ctx, "shop_app", "delete", "shop/app.orders")), """\
no: shop_app has no DELETE on table app.orders of database shop
""")
    ctx.equal(body(explain(ctx, "deploy", "UPDATE", "app.orders")), """\
only after SET ROLE: deploy has UPDATE on table app.orders of database shop
  after SET ROLE shop_owner, owner
but it has no CONNECT on database shop
""")
    ctx.equal(body(explain(ctx, "shop_app", "UPDATE", "app.orders.paid")), """\
yes: shop_app has UPDATE on column app.orders.paid of database shop
  member of shop_writers, granted by shop_owner, with grant option, on the table
""")
    ctx.equal(body(explain(ctx, "PUBLIC", "EXECUTE", "app.refund(integer)")), """\
yes: PUBLIC has EXECUTE on routine app.refund(integer) of database shop
  granted by shop_owner
but it has no CONNECT on database shop
but it has no USAGE on schema app
""")


def test_what_keeps_a_privilege_from_being_of_use(ctx):
    ctx.server.psql(GIVEN)
    ctx.equal(body(explain(ctx, "clerk", "UPDATE", "app.orders")), """\
no: clerk has no UPDATE on table app.orders of database shop
but it has no CONNECT on database shop
  UPDATE on columns paid, status of table app.orders  granted by shop_owner  (no USAGE on schema app)
""")
    ctx.equal(body(explain(ctx, "shop_owner", "TRUNCATE", "app.invoices")), """\
no: shop_owner has no TRUNCATE on table app.invoices of database shop
  owner, may grant itself TRUNCATE
but it cannot log in
""")


# A role.


@versions(">=15")
def test_a_role(ctx):
    ctx.server.psql(GIVEN)
    shown = body(explain(ctx, "shop_app"))
    ctx.equal(shown.split("database shop\n")[0], """\
role shop_app: login
  inherits from and may SET ROLE to shop_writers, shop_readers

cluster
  CONNECT, TEMPORARY on database postgres    PUBLIC, granted by postgres
  CONNECT on database shop                   member of shop_writers → shop_readers, granted by shop_owner
  TEMPORARY on database shop                 PUBLIC, granted by shop_owner
  CONNECT on databases template0, template1  PUBLIC, granted by postgres
""")
    reads = "member of shop_writers → shop_readers, granted by shop_owner  (--all lists them)"
    writes = "member of shop_writers, granted by shop_owner, with grant option"
    for line in (f"  SELECT on 4 tables in schema app                 {reads}\n",
                 f"  INSERT, UPDATE on table app.orders               {writes}\n"):
        ctx.equal(line in shown, True, line + shown)
    shown = body(explain(ctx, "shop_app", "--all"))
    for name in ("table app.\"a.b\"", "table app.invoices", "table app.orders", "view app.v"):
        ctx.equal(f"  SELECT on {name} " in shown, True, name)
    shown = body(explain(ctx, "deploy"))
    head = "role deploy: login, no inherit\n  may SET ROLE to shop_owner\n\ncluster\n"
    ctx.equal(shown.startswith(head), True, shown)
    shown = body(explain(ctx, "helpdesk"))
    ctx.equal("  may do everything after SET ROLE dba, a superuser\n" in shown, True, shown)
    ctx.equal("database shop: helpdesk has no CONNECT\n" in shown, True, shown)
    ctx.equal("helpdesk" in shown.split("cluster\n")[1].replace("helpdesk has no", ""), False, shown)


def test_one_privilege_of_a_role(ctx):
    ctx.server.psql(GIVEN)
    shown = body(explain(ctx, "clerk", "UPDATE"))
    ctx.equal(shown, """\
role clerk: login

database shop: clerk has no CONNECT
  UPDATE on columns paid, status of table app.orders  granted by shop_owner  (no USAGE on schema app)
""")
    ctx.equal(body(explain(ctx, "clerk", "DELETE")), "role clerk: login\n\n  no privileges\n")


def test_a_role_may_administer_others(ctx):
    ctx.server.psql(GIVEN + """RESET ROLE; CREATE ROLE team;
GRANT shop_readers TO shop_writers, shop_owner WITH ADMIN OPTION; GRANT team TO shop_owner WITH ADMIN OPTION;
""")
    explain(ctx, "shop_app").expect(out_has="\n  may administer shop_readers\n")
    explain(ctx, "deploy").expect(out_has="\n  may administer shop_readers after SET ROLE shop_owner, "
                                  "team after SET ROLE shop_owner\n")
    shown = json.loads(explain(ctx, "deploy", "app", "--format", "json").out)
    check_schema(ctx, shown)
    ctx.equal(shown["roles"][0]["administers"], [{"role": "shop_readers", "set_role": "shop_owner"},
                                                 {"role": "team", "set_role": "shop_owner"}])


def test_an_object_and_nothing_else(ctx):
    ctx.server.psql(GIVEN)
    ctx.equal(body(explain(ctx, "shop_app", "sequence", "app.q")), """\
role shop_app: login
database shop
  nothing on sequence app.q
""")
    ctx.equal(body(explain(ctx, "shop_app", "SELECT", "app.*")), """\
role shop_app: login
database shop
  SELECT on 4 tables in schema app  member of shop_writers → shop_readers, granted by shop_owner  (--all lists them)
  SELECT on sequence app.q          no
""")
    explain(ctx, "shop_*", "UPDATE", "app.orders").expect(out_has=[
        "role shop_app: login\n", "role shop_owner: no login\n", "  UPDATE on table app.orders      owner\n",
        "  UPDATE on table app.orders      no\n"])


def test_every_kind_of_object(ctx):
    ctx.server.psql(GIVEN + """RESET ROLE; SELECT lo_create(4242);
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER z FOREIGN DATA WRAPPER w;
""")
    questions = """CREATE app|CONNECT shop|USAGE schema app|CREATE database postgres|SELECT view app.v
USAGE sequence app.q|EXECUTE function app.refund(int)|EXECUTE app.refund(integer,text)|EXECUTE procedure app.mood
USAGE type app.mood|USAGE domain app.mood|EXECUTE app.mood|USAGE app.mood|USAGE language plpgsql|USAGE plpgsql
USAGE foreign data wrapper w|USAGE foreign server z|USAGE server z|SELECT large object 4242|SELECT 4242
CREATE tablespace pg_default|SELECT column app.orders.id|SELECT app."a.b"|SELECT pg_catalog.pg_authid
SELECT information_schema.tables"""
    for question in questions.replace("\n", "|").split("|"):
        explain(ctx, "dba", *question.split()).expect(out_has="\n\nyes: dba has ", err="")


@versions(">=15")
def test_parameters(ctx):
    ctx.server.psql(GIVEN + "RESET ROLE; GRANT SET, ALTER SYSTEM ON PARAMETER my.own TO clerk")
    explain(ctx, "clerk", "ALTER", "SYSTEM", "parameter", "My.Own").expect(
        out_has="yes: clerk has ALTER SYSTEM on parameter my.own\n  granted by postgres\n")
    explain(ctx, "clerk", "SET", "parameter", "work_mem").expect(
        out_has="no: clerk has no SET on parameter work_mem\n")
    explain(ctx, "dba", "SET", "parameter", "work_mem").expect(out_has="yes: dba")


# Everybody.


def test_everybody(ctx):
    ctx.server.psql(GIVEN)
    ctx.equal(body(explain(ctx, "--on", "app.orders")), """\
database shop, table app.orders, owner shop_owner
  deploy: all privileges          after SET ROLE shop_owner, owner  (no CONNECT on database shop)
  helpdesk: all privileges        after SET ROLE dba, superuser  (no CONNECT on database shop)
  shop_app: INSERT, UPDATE        member of shop_writers, granted by shop_owner, with grant option
  shop_app: SELECT                member of shop_writers → shop_readers, granted by shop_owner
  shop_owner: all privileges      owner  (no login)
  shop_readers: SELECT            granted by shop_owner  (no login)
  shop_writers: INSERT, UPDATE    granted by shop_owner, with grant option  (no login)
  shop_writers: SELECT            member of shop_readers, granted by shop_owner  (no login)
database shop, columns paid, status of table app.orders, owner shop_owner
  clerk: UPDATE                   granted by shop_owner  (no CONNECT on database shop, no USAGE on schema app)
superusers, who may do everything: dba, postgres
""")


def test_objects_that_are_alike_are_joined(ctx):
    ctx.server.psql(GIVEN)
    shown = body(explain(ctx, "--on", "app.*"))
    ctx.equal(shown.count("database shop, "), 6, shown)
    for section in ("database shop, tables a.b, v in schema app, owner shop_owner\n",
                    "database shop, table app.invoices, owner shop_owner\n"):
        ctx.equal(section in shown, True, shown)
    sql = "".join(f"CREATE ROLE r{number} LOGIN; GRANT shop_readers TO r{number};" for number in range(6))
    ctx.server.psql(sql)
    explain(ctx, "--on", "app.v").expect(out_has="\n  6 roles: SELECT ")
    explain(ctx, "--on", "app.v", "--all").expect(out_has="\n  r0, r1, r2, r3, r4, r5: SELECT ")


def test_superusers_are_one_line(ctx):
    ctx.equal(body(ctx.pgmob("explain", "--on", "pg_catalog.pg_class").expect(status=0)), """\
database postgres, table pg_catalog.pg_class, owner postgres
  PUBLIC: SELECT                  granted by postgres
superusers, who may do everything: postgres
""")


# JSON.


def test_json(ctx):
    ctx.server.psql(GIVEN)
    found = answers(ctx, "deploy", "SELECT", "app.orders")
    ctx.equal(found, [{
        "kind": "table", "title": "table app.orders",
        "key": {"database": "shop", "schema": "app", "name": "orders"},
        "owner": "shop_owner", "role": "deploy", "lacks": ["CONNECT"],
        "privileges": [{
            "privilege": "SELECT", "has": False, "grantable": False,
            "paths": [{"source": "owner", "role": "shop_owner", "granted_by": None, "member_of": ["shop_owner"],
                       "inherited": False, "set_role": "shop_owner", "has": True, "grantable": True,
                       "on_table": False}],
        }],
    }])
    for words in (("shop_app",), ("*", "--all-databases"), ("PUBLIC",), ("--on", "app.*"), ("clerk", "app.orders"),
                  ("clerk",)):
        ctx.equal(bool(answers(ctx, *words)), True, str(words))
    ctx.equal(answers(ctx, "clerk", "DELETE", "app.v")[0]["privileges"],
              [{"privilege": "DELETE", "has": False, "grantable": False, "paths": []}])


@once
def test_json_of_several_databases(ctx):
    ctx.server.psql(GIVEN)
    found = answers(ctx, "PUBLIC", "--database", "postgres", "--database", "shop")
    databases = {answer["key"]["database"] for answer in found if "database" in answer["key"]}
    ctx.equal(databases, {"postgres", "shop"})
    databases = {answer["key"]["database"] for answer in answers(ctx, "dba", "*/public")}
    ctx.equal(databases, {"postgres", "shop", "template1"})


# Graphs.


def drawn_by_dot(ctx, graph):
    """The texts of the drawing that dot makes of a graph."""
    if not shutil.which("dot"):
        print("dot is not there, so graphs are not drawn")
        return None
    done = subprocess.run(
        ["dot", "-Tsvg"], input=graph.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    ctx.equal((done.returncode, done.stderr), (0, b""))
    texts = ElementTree.fromstring(done.stdout).iter("{http://www.w3.org/2000/svg}text")
    return {text.text.replace("\u00a0", " ") for text in texts}


def test_graphs(ctx):
    ctx.server.psql(GIVEN)
    ctx.equal(explain(ctx, "shop_app", "SELECT", "app.orders", "--format", "dot").out, """\
digraph explain {
	rankdir=LR;
	n0 [label="shop_app", shape=ellipse];
	n1 [label="shop_readers", shape=ellipse];
	n2 [label="table app.orders of database shop", shape=box];
	n3 [label="shop_writers", shape=ellipse];
	n1 -> n2 [label="SELECT"];
	n3 -> n1 [label="inherit, SET", style=dashed];
	n0 -> n3 [label="inherit, SET", style=dashed];
}
""")
    ctx.equal(explain(ctx, "deploy", "app.v", "--format", "mermaid").out, """\
flowchart LR
	n0(["deploy"])
	n1(["shop_owner"])
	n2["view app.v of database shop"]
	n1 -->|"owner"| n2
	n0 -.->|"SET only"| n1
""")
    drawn = drawn_by_dot(ctx, explain(ctx, "--on", "app.*", "--format", "dot").out)
    if drawn is not None:
        ctx.equal({"shop_app", "dba", "table app.orders of database shop"} <= drawn, True, str(drawn))


def ident(name):
    return '"' + name.replace('"', '""') + '"'


@once
def test_hostile_names(ctx):
    sql = ["CREATE SCHEMA s;"]
    for number, name in enumerate(HOSTILE):
        sql += [f"CREATE ROLE {ident(name)} LOGIN; CREATE TABLE s.{ident(name)} ({ident(name)} int);",
                f"GRANT SELECT, UPDATE ({ident(name)}) ON s.{ident(name)} TO {ident(name)};"]
        sql += [f"GRANT {ident(HOSTILE[number - 1])} TO {ident(name)};"] if number else []
    ctx.server.psql("\n".join(sql))
    for name in HOSTILE:
        words = (ident(name), "SELECT", f"postgres/s.{ident(name)}", "--format", "json")
        shown = json.loads(ctx.pgmob("explain", *words).expect(status=0).out)
        check_schema(ctx, shown)
        said = [(answer["key"]["name"], answer["role"], answer["privileges"][0]["has"]) for answer in shown["answers"]]
        ctx.equal(said, [(name, name, True)])
        text = ctx.pgmob("explain", ident(name), f"s.{ident(name)}.{ident(name)}").expect(status=0).out
        ctx.equal("\x1b" in text or "\u202e" in text, False, text)
    for words in (("*", "s.*"), ("--on", "s.*"), (ident(HOSTILE[-1]),)):
        drawn = drawn_by_dot(ctx, ctx.pgmob("explain", *words, "--format", "dot").expect(status=0).out)
        mermaid = ctx.pgmob("explain", *words, "--format", "mermaid").expect(status=0).out
        check_mermaid(ctx, mermaid)
        if drawn is not None:
            roles = {'"it\'s ""x"" \\N"', '"a\\nb"', '"<b>&amp;</b> `**` %d"', '"x""]; n0 --> n9["""', '"PUBLIC"',
                     '"日本 \\u001b[2J\\u202e"'}
            ctx.equal(roles - drawn, set(), str(drawn))


def check_mermaid(ctx, text):
    """Each line is a node or an edge, whatever the names are."""
    lines = text.splitlines()
    ctx.equal(lines[0], "flowchart LR")
    label = r'"[^"\\`<>\[\]{}]*"'
    for line in lines[1:]:
        if not re.fullmatch(rf"\tn\d+(\(\[{label}\]\)|\[{label}\]| (-->|-\.->)\|{label}\| n\d+)", line):
            ctx.fail("a line that Mermaid may read otherwise", line)


# Who asks, and what is wrong.


def test_anybody_can_ask(ctx):
    """Without a superuser, and in a database of which one has nothing but CONNECT."""
    ctx.server.psql(GIVEN)
    mine = explain(ctx, "--format", "json", "deploy", "app.orders").out
    theirs = explain(ctx, "-U", "shop_app", "--format", "json", "deploy", "app.orders").expect(err="").out
    ctx.equal(theirs.replace('"role": "shop_app"}', '"role": "postgres"}'), mine)
    explain(ctx, "-U", "shop_app", "*").expect(err="")
    explain(ctx, "-U", "clerk", "clerk", status=1).expect(out="", err_has="permission denied for database")


NOT_THERE = [
    ("shop_ap", ['there is no role "shop_ap"', 'did you mean "shop_app"?']),
    ("Shop_app", ['there is no role "Shop_app"']),
    ("x*", ['there is no role "x*"']),
    ("dba shopp/app.v", ['there is no database "shopp"', 'did you mean "shop"?']),
    ("dba --database shopp", ['there is no database "shopp"']),
    ("dba template0/app.v", ["does not accept connections"]),
    ("dba x*/app.v", ['there is no database like "x*"']),
    ("dba apps.v", ['there is no schema "apps"', 'did you mean "app"?']),
    ("dba app.ordrs", ['there is no relation, routine or type "app.ordrs"', 'did you mean "orders"?']),
    ("dba table app.q", ['there is no table "app.q"']),
    ("dba app.orders.stat", ['there is no column "app.orders.stat"']),
    ("dba app.refund(text)", ['there is no routine "app.refund(text)"']),
    ("dba appp", ['there is no schema or database "appp"', 'did you mean "app"?']),
    ("dba app.mood", ['"app.mood" may mean several objects', "say which, by a word before it: routine, type"]),
    ("--on app.x", ['there is no relation, routine or type "app.x"']),
]


def test_what_is_not_there(ctx):
    ctx.server.psql(GIVEN)
    for words, messages in NOT_THERE:
        explain(ctx, *words.split(), status=1).expect(out="", err_has=messages)


@versions("<15")
def test_what_is_too_new(ctx):
    ctx.server.psql(GIVEN)
    explain(ctx, "dba", "MAINTAIN", "app.v", status=1).expect(err_has="privilege MAINTAIN needs PostgreSQL 17")
    explain(ctx, "dba", "parameter", "work_mem", status=1).expect(
        err_has="privileges on a parameter need PostgreSQL 15")


WRONG = [
    ([], "no role is named"),
    (["--on"], "no object is named"),
    (["a b"], "is not the name of a role"),
    (["a", "b", "c"], '"b" is no kind of object, and no privilege'),
    (["a", "SELECT", "schema", "b"], "no privilege SELECT on a schema"),
    (["a", "--format", "sql"], "an answer is no SQL"),
    (["a", "--format", "x"], "--format cannot be"),
    (["a", "--database", "x", "--all-databases"], "exclude each other"),
]


@offline
def test_wrong_usage(ctx):
    for words, message in WRONG:
        ctx.pgmob("explain", *words).expect(status=64, out="", err_has=message)
    ctx.pgmob("plan", "-f", "x", "--format", "dot").expect(status=64, err_has="a plan is no graph")
    ctx.pgmob("plan", "--on", "-f", "x").expect(status=64, err_has="--on is not one of")


@once
def test_an_answer_on_a_terminal(ctx):
    ctx.server.psql(GIVEN)
    shown = ctx.terminal("explain", "-d", "shop", "shop_app", "SELECT", "app.orders").wait().expect(status=0)
    ctx.equal("yes: shop_app has SELECT on table app.orders of database shop\n" in shown.out, True, shown.out)


@once
def test_an_answer_in_a_file(ctx):
    ctx.server.psql(GIVEN)
    explain(ctx, "--on", "app.v", "--format", "dot", "-o", "x.dot").expect(out="", err="")
    ctx.equal(ctx.read("x.dot").startswith("digraph explain {\n"), True)
