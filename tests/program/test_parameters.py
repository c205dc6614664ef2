"""Parameters beyond what scenarios say: restarts, files with errors, exports."""

import os

from framework import once

BUFFERS = "version: 1\nparameters: [{name: shared_buffers, value: 40MB}]\n"
RESET = "version: 1\nparameters: [{name: shared_buffers, reset: true}]\n"
WAITS = "shared_buffers waits for a restart of the server"


def automatic(ctx):
    return ctx.server.psql(
        "SELECT name, setting FROM pg_file_settings"
        " WHERE sourcefile LIKE '%postgresql.auto.conf' ORDER BY 1"
    )


def test_what_needs_a_restart_is_said_until_it_is_done(ctx):
    before = ctx.server.psql("SHOW shared_buffers")
    manifest = ctx.write("m.yaml", BUFFERS)
    words = ("plan", "-f", manifest, "--detailed-exitcode")
    ctx.pgmob(*words).expect(status=2, out_has="40MB, needs a restart", err="")
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0)
    ctx.equal(ctx.server.psql("SHOW shared_buffers"), before)
    ctx.pgmob(*words).expect(status=0, err_has=WAITS)
    ctx.server.restart()
    ctx.equal(ctx.server.psql("SHOW shared_buffers"), "40MB\n")
    ctx.pgmob(*words).expect(status=0, err="")
    reset = ctx.write("r.yaml", RESET)
    words = ("plan", "-f", reset, "--detailed-exitcode")
    ctx.pgmob("apply", "--yes", "-f", reset).expect(status=0)
    ctx.pgmob(*words).expect(status=0, err_has=WAITS)
    ctx.server.restart()
    ctx.pgmob(*words).expect(status=0, err="")
    ctx.equal(ctx.server.psql("SHOW shared_buffers"), before)


def test_a_file_with_an_error_hides_what_is_set(ctx):
    ctx.server.psql("ALTER SYSTEM SET work_mem = '8MB'")
    with open(os.path.join(ctx.server.data, "postgresql.conf"), "a", encoding="ascii") as file:
        file.write("\nwork_mem = = 3\n")
    manifest = ctx.write("m.yaml", "version: 1\nparameters: [{name: work_mem, reset: true}]\n")
    fault = "error: cannot tell what ALTER SYSTEM has set: "
    ctx.pgmob("plan", "-f", manifest).expect(status=1, err_has=fault)
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1, err_has=fault)
    ctx.pgmob("export", "--parameters").expect(status=1, out="", err_has=fault)
    ctx.pgmob("export").expect(status=0, err="")
    with open(os.path.join(ctx.server.data, "postgresql.auto.conf"), encoding="ascii") as file:
        ctx.equal("work_mem = '8MB'" in file.read(), True)


def test_an_export_has_what_alter_system_has_set(ctx):
    ctx.server.psql("ALTER SYSTEM SET work_mem = '8MB'")
    ctx.server.psql("ALTER SYSTEM SET \"DateStyle\" = 'SQL, DMY'")
    ctx.server.psql("ALTER SYSTEM SET search_path = 'a b', \"$user\"")
    before = automatic(ctx)
    ctx.equal("parameters:" in ctx.pgmob("export").expect(status=0).out, False)
    manifest = ctx.write("m.yaml", ctx.pgmob("export", "--parameters").expect(status=0, err="").out)
    words = ("plan", "--mode", "authoritative", "--detailed-exitcode", "-f", manifest)
    ctx.pgmob(*words).expect(status=0, err="")
    ctx.server.psql("ALTER SYSTEM RESET ALL")
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0)
    ctx.equal(automatic(ctx).lower(), before.lower())


@once
def test_a_secret_is_in_no_output(ctx):
    ctx.server.psql("ALTER SYSTEM SET primary_conninfo = 'host=a password=geheim0'")
    manifest = ctx.write(
        "m.yaml",
        "version: 1\nparameters:\n"
        "  - {name: primary_conninfo, value: 'host=b password=geheim1'}\n"
        "  - {name: timezone, value: Nowhere/Land}\n",
    )
    result = ctx.pgmob("export", "--parameters").expect(status=0)
    result.expect(err_has="parameter primary_conninfo is left out of the manifest: its value is a secret")
    shown = result.out + result.err
    for form in ("text", "sql", "json"):
        result = ctx.pgmob("plan", "-f", manifest, "--format", form, "-v").expect(status=0)
        shown += result.out + result.err
    # what was set is put back, since the server refuses the time zone
    result = ctx.pgmob("apply", "--yes", "-f", manifest, "-v").expect(status=1)
    shown += result.out + result.err
    ctx.equal("geheim" in shown, False, shown)
    ctx.equal(automatic(ctx), "primary_conninfo|host=a password=geheim0\n")


@once
def test_without_the_right_to_read_the_files(ctx):
    ctx.server.psql("CREATE ROLE plain LOGIN")
    manifest = ctx.write("m.yaml", "version: 1\nparameters: [{name: work_mem, reset: true}]\n")
    result = ctx.pgmob("plan", "-f", manifest, "--role", "plain").expect(status=1)
    result.expect(err_has="cannot read parameters: permission denied for view pg_file_settings")


def test_libraries_that_keep_everybody_out_are_found_before(ctx):
    """ALTER ROLE takes them without a word, and then nobody connects, superusers either."""
    for entry in (
        "settings: [{name: session_preload_libraries, value: nolib}]",
        "settings: [{name: session_preload_libraries, value: 'auto_explain, \"nolib\"'}]",
        "roles: [{name: postgres, superuser: true, login: true, createrole: true, createdb: true, replication: true, "
        "bypassrls: true, settings: [{name: local_preload_libraries, values: [nolib]}]}]",
        "databases: [{name: postgres, settings: [{name: session_preload_libraries, value: nolib}]}]",
    ):
        manifest = ctx.write("m.yaml", f"version: 1\n{entry}\n")
        ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=1, err_has="no session could start: ")
        ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_db_role_setting"), "0\n")
    entry = "settings: [{name: session_preload_libraries, value: 'auto_explain'}]"
    manifest = ctx.write("m.yaml", f"version: 1\n{entry}\n")
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0)
    ctx.pgmob("plan", "-f", manifest, "--detailed-exitcode").expect(status=0)
