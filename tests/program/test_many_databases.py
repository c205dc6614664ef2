"""More databases than the server takes connections."""

from framework import once, server

COUNT = 40


def manifest_of(schemas):
    """All databases, and in so many of them a schema that is not there."""
    lines = ["version: 1", "databases:"]
    for number in range(COUNT):
        name = "new" if number < schemas else "public"
        lines.append(f"  - {{name: d{number:02}, schemas: [{{name: {name}}}]}}")
    return "\n".join(lines) + "\n"


def make(ctx):
    ctx.server.psql("".join(f"CREATE DATABASE d{number:02};\n" for number in range(COUNT)))


@once
@server(max_connections=25, superuser_reserved_connections=1)
def test_all_are_read_with_some_connections(ctx):
    make(ctx)
    export = ctx.pgmob("export", "--all-databases").expect(status=0, err="", out_has="name: d39")
    manifest = ctx.write("m.yaml", export.out)
    ctx.pgmob("plan", "-f", manifest, "--detailed-exitcode").expect(status=0)
    few = ctx.write("few.yaml", manifest_of(10))
    ctx.pgmob("apply", "--yes", "-f", few).expect(status=0)
    ctx.pgmob("plan", "-f", few, "--detailed-exitcode").expect(status=0)


@once
@server(max_connections=25, superuser_reserved_connections=1)
def test_too_many_to_be_changed_at_once_change_nothing(ctx):
    make(ctx)
    before = ctx.pgmob("export", "--all-databases").expect(status=0).out
    apply = ctx.pgmob("apply", "--yes", "-f", ctx.write("m.yaml", manifest_of(COUNT)))
    apply.expect(status=1, err_has=["too many clients", "raise max_connections", "Nothing was changed."])
    ctx.equal(ctx.pgmob("export", "--all-databases").expect(status=0).out, before)
