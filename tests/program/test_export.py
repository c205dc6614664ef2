"""What an export is of, and whether another server can be made from it."""

import os

from framework import once

GIVEN = """
CREATE ROLE o;
CREATE ROLE "the 'r'" LOGIN CREATEDB NOINHERIT CONNECTION LIMIT 5 VALID UNTIL '2030-01-02 03:04:05+00';
COMMENT ON ROLE o IS E'a ${role}\\n- x: "y"';
GRANT o TO "the 'r'" WITH ADMIN OPTION;
ALTER ROLE o SET search_path = "$user", public, "A b";
ALTER ROLE ALL SET statement_timeout = '50s';
CREATE DATABASE "- x" OWNER o TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' CONNECTION LIMIT 9;
CREATE DATABASE closed ALLOW_CONNECTIONS false IS_TEMPLATE true;
ALTER DATABASE closed SET work_mem = '3MB';
ALTER ROLE o IN DATABASE "- x" SET work_mem = '2MB';
REVOKE ALL ON DATABASE "- x" FROM PUBLIC;
GRANT CONNECT ON DATABASE "- x" TO "the 'r'" WITH GRANT OPTION;
SET ROLE "the 'r'"; GRANT CONNECT ON DATABASE "- x" TO pg_monitor; RESET ROLE;
GRANT CONNECT, CREATE ON DATABASE "- x" TO pg_monitor;
REVOKE CREATE ON DATABASE closed FROM postgres;
COMMENT ON DATABASE "- x" IS 'true';
\\connect "- x"
CREATE SCHEMA "1e3" AUTHORIZATION o;
CREATE SCHEMA ext;
CREATE EXTENSION cube SCHEMA ext;
CREATE EXTENSION earthdistance SCHEMA ext;
\\connect postgres
CREATE SCHEMA only_here;
"""


def test_another_server_can_be_made_from_an_export(ctx):
    ctx.server.psql(GIVEN)
    export = ctx.pgmob("export", "--all-databases").expect(status=0, err="")
    manifest = ctx.write("m.yaml", export.out)
    other = ctx.new_server()
    words = ("-f", manifest, "--mode", "authoritative")
    ctx.pgmob("apply", "--yes", *words, server=other).expect(status=0)
    again = ctx.pgmob("export", "--all-databases", server=other).expect(status=0, err="")
    ctx.equal(again.out, export.out)
    sql = "SELECT datname, (SELECT array_agg(i ORDER BY i::text) FROM unnest(datacl) i) FROM pg_database ORDER BY 1"
    ctx.equal(other.psql(sql), ctx.server.psql(sql))


@once
def test_an_export_of_some_databases(ctx):
    ctx.server.psql(GIVEN)
    one = ctx.pgmob("export", "--database", "- x").expect(status=0, err="", out_has='- name: "1e3"')
    ctx.equal("only_here" in one.out, False, "another database is in it")
    two = ctx.pgmob("export", "--database", "- x", "--database", "postgres")
    two.expect(status=0, err="", out_has="only_here")
    ctx.equal("template1" in two.out, False, "a third database is in it")
    manifest = ctx.write("m.yaml", one.out)
    words = ("-f", manifest, "--mode", "authoritative", "--detailed-exitcode")
    ctx.pgmob("plan", *words).expect(status=0)


@once
def test_an_export_without_a_word_is_of_the_database_that_one_is_connected_to(ctx):
    ctx.server.psql(GIVEN)
    export = ctx.pgmob("export", "-d", "- x").expect(status=0, err="", out_has='- name: "1e3"')
    ctx.equal("only_here" in export.out, False, "another database is in it")


@once
def test_an_export_into_a_file(ctx):
    ctx.server.psql(GIVEN)
    printed = ctx.pgmob("export", "--all-databases").expect(status=0).out
    path = os.path.join(ctx.directory, "made.yaml")
    ctx.pgmob("export", "--all-databases", "-o", path).expect(status=0, out="")
    with open(path, encoding="utf-8") as file:
        ctx.equal(file.read(), printed)
    missing = os.path.join(path, "nowhere.yaml")
    ctx.pgmob("export", "-o", missing).expect(status=1, out="", err_has="made.yaml/nowhere.yaml")


@once
def test_an_export_of_a_database_that_is_not_there(ctx):
    ctx.pgmob("export", "--database", "shop").expect(status=1, out="", err_has='"shop"')


@once
def test_an_export_of_a_closed_database(ctx):
    ctx.server.psql(GIVEN)
    export = ctx.pgmob("export", "--database", "closed").expect(status=0, out_has="allow_connections: false")
    ctx.equal("schemas:" in export.out, False, "nobody can have read it")


def test_an_export_can_be_split(ctx):
    """A file for each database, under any name; the first one includes them, and those alone."""
    ctx.server.psql(GIVEN + 'CREATE DATABASE "../a/b\n%*";\n')
    words = ("export", "--all-databases", "--split", "out/cluster")
    whole = ctx.pgmob("export", "--all-databases").expect(status=0).out
    ctx.pgmob(*words).expect(status=0, out="", err="")
    folder = os.path.join(ctx.directory, "out", "cluster")
    files = sorted(os.listdir(os.path.join(folder, "databases")))
    expected = ["-%20x", "%2e%2e%2fa%2fb%0a%25%2a", "closed", "postgres", "template1"]
    ctx.equal("\n".join(files), "\n".join(sorted(f"{name}.yaml" for name in expected)), "the files")
    ctx.write("out/cluster/databases/stale.yaml", "databases: [{name: stale}]\n")
    plan = ("plan", "-f", "out/cluster/cluster.yaml", "--mode", "authoritative", "--detailed-exitcode")
    ctx.pgmob(*plan).expect(status=0)
    main = ctx.read("out/cluster/cluster.yaml")
    ctx.pgmob(*words).expect(status=0)
    ctx.equal(ctx.read("out/cluster/cluster.yaml"), main, "the second time")
    ctx.equal("databases:" in main, False, "the databases are elsewhere")
    ctx.equal(whole.count("\n- name:"), sum(
        ctx.read(f"out/cluster/{name}").count("\n- name:")
        for name in ["cluster.yaml", *(f"databases/{file}" for file in files)]), "the objects")


def test_an_export_that_cannot_be_written_is_an_error(ctx):
    ctx.write("file", "")
    ctx.pgmob("export", "--split", "file/below").expect(status=1, out="", err_has="cannot write file/below")
    ctx.pgmob("export", "--split", "a", "-o", "b").expect(status=64, err_has="exclude each other")


def test_strict_exports_say_what_they_leave_out(ctx):
    """The manifest is written all the same."""
    ctx.server.psql("CREATE TABLE t (); CREATE ROLE gone; GRANT SELECT ON t TO gone;"
                    "DELETE FROM pg_shdepend WHERE refobjid = 'gone'::regrole; DROP ROLE gone;")
    left = "left out of the manifest: a role is gone"
    export = ctx.pgmob("export").expect(status=0, err_has=left)
    ctx.pgmob("export", "--strict").expect(status=3, out=export.out, err_has=left)
    manifest = ctx.write("m.yaml", export.out)
    words = ("plan", "-f", manifest, "--mode", "authoritative")
    said = "1 object has privileges that no manifest can say"
    ctx.pgmob(*words, "--detailed-exitcode").expect(status=0, err_has=said)
    ctx.pgmob(*words, "--strict").expect(status=3, err_has=said)
