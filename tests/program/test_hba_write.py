"""pg_hba.conf on its way to the disk: complete or not at all, what was there kept, errors that help."""

import contextlib
import errno
import os
import re
import stat
import subprocess

import installations
from framework import once, versions

BLOCK = """\
version: 1
hba:
  manage: block
  rules:
    - {type: host, databases: [shop], users: [all], address: 10.0.0.0/8, method: scram-sha-256}
"""
LARGE = "version: 1\nhba:\n  manage: block\n  rules:\n" + "".join(
    f"    - {{type: host, databases: [shop], users: [user{i}], address: 10.0.0.0/8, method: scram-sha-256}}\n"
    for i in range(300)
)
# The parser of the rules has nothing against it, but the server has.
REFUSED = BLOCK.replace("scram-sha-256", "bsd")

KEPT = re.compile(r"pg_hba\.conf\.\d{8}T\d{6}Z(\d{6})?\.bak\Z")
HOSTILE = "# ü € \\N \\. \"x\" \t,; |\n\n#\\.\n\nlocal all all trust\n"

WRITER = """
CREATE ROLE writer LOGIN;
GRANT pg_read_all_settings, pg_read_server_files, pg_write_server_files TO writer;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text), pg_catalog.pg_hba_file_rules(),
    pg_catalog.pg_reload_conf() TO writer;
GRANT SELECT ON pg_catalog.pg_hba_file_rules TO writer;
"""


def content(path):
    with open(path, "rb") as file:
        return file.read().decode()


def fill(path, text):
    with open(path, "wb") as file:
        file.write(text.encode())
    installations.give_to_server_user(path)


def owner_and_mode(path):
    status = os.stat(path)
    return status.st_uid, status.st_gid, oct(stat.S_IMODE(status.st_mode))


def kept(folder, name="pg_hba.conf"):
    return sorted(entry for entry in os.listdir(folder) if entry.startswith(name + ".") and entry.endswith(".bak"))


def folder_of_the_server(ctx, name):
    folder = os.path.join(ctx.server.host, name)
    os.mkdir(folder, 0o700)
    installations.give_to_server_user(folder)
    return folder


def use_file(ctx, path):
    ctx.server.restart(hba_file=path)


def use_programs(ctx, programs, alone=False):
    """What is in that folder is run instead of the system's programs."""
    ctx.server.path = programs if alone else f"{programs}:{ctx.server.path}"
    ctx.server.restart()


def make_program(folder, name, line):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="ascii") as file:
        file.write(f"#!/bin/sh\n{line}\n")
    os.chmod(path, 0o755)


def apply(ctx, manifest=BLOCK, *words):
    return ctx.pgmob("apply", "--yes", *words, "-f", ctx.write("m.yaml", manifest))


def refused(ctx, path, said, manifest=BLOCK, words=()):
    """Nothing has happened, and nothing is left behind; the report says what helps."""
    folder = os.path.dirname(path)
    before = content(path), owner_and_mode(path), sorted(os.listdir(folder))
    result = apply(ctx, manifest, *words).expect(status=1, err_has=[*said, "Nothing was changed."])
    ctx.equal((content(path), owner_and_mode(path), sorted(os.listdir(folder))), before)
    ctx.equal("HINT:" in result.err, True, result.err)
    ctx.equal(ctx.server.psql("SELECT 1"), "1\n")


def test_what_was_there_is_kept_with_its_mode(ctx):
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    os.chmod(path, 0o640)
    before, whose, names = content(path), owner_and_mode(path), set(os.listdir(ctx.server.data))
    apply(ctx).expect(status=0, err="")
    ctx.equal("# BEGIN pgmob" in content(path), True)
    ctx.equal(owner_and_mode(path), whose)
    new = sorted(set(os.listdir(ctx.server.data)) - names)
    ctx.equal([bool(KEPT.match(name)) for name in new], [True], new)
    ctx.equal(content(os.path.join(ctx.server.data, new[0])), before)
    ctx.equal(owner_and_mode(os.path.join(ctx.server.data, new[0])), whose)


@once
def test_the_five_newest_are_kept(ctx):
    names = (
        "pg_hba.conf.20200101T000000Z.bak",
        "pg_hba.conf.20200101T000000Z.mine.bak",
        "pg_hba.conf.20200101T000000.bak",
        "pg_hba.conf.bak",
        "my-pg_hba.conf.20200101T000000Z.bak",
    )
    for name in names:
        fill(os.path.join(ctx.server.data, name), "theirs\n")
    ctx.server.write_hba("local all all trust\n")
    texts = []
    for number in range(7):
        texts.append(ctx.server.read_hba())
        apply(ctx, BLOCK.replace("10.0.0.0", f"10.{number}.0.0").replace("/8", "/16")).expect(status=0, err="")
    found = kept(ctx.server.data)
    ctx.equal(set(names[1:4]) <= set(found), True, found)
    found = [name for name in found if name not in names[1:]]
    ctx.equal([content(os.path.join(ctx.server.data, name)) for name in found], texts[-5:], found)
    ctx.equal(content(os.path.join(ctx.server.data, names[4])), "theirs\n")


def test_what_the_server_refuses_leaves_the_file_that_was_there(ctx):
    """The very file, that is, and nothing beside it."""
    ctx.server.write_hba(HOSTILE)
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    inode = os.stat(path).st_ino
    refused(ctx, path, ["the server refuses the new text of", "The old text is back; nothing was loaded."], REFUSED)
    ctx.equal(os.stat(path).st_ino, inode, "the inode")


@once
def test_a_symbolic_link_stays_one(ctx):
    folder = folder_of_the_server(ctx, "etc")
    real, link = os.path.join(folder, "rules"), os.path.join(ctx.server.data, "pg_hba.conf")
    os.rename(link, real)
    os.symlink("../etc/rules", link)
    before, names = content(real), sorted(os.listdir(ctx.server.data))
    apply(ctx).expect(status=0, err="")
    ctx.equal(os.readlink(link), "../etc/rules")
    ctx.equal("# BEGIN pgmob" in content(real), True)
    ctx.equal([content(os.path.join(folder, name)) for name in kept(folder, "rules")], [before])
    ctx.equal(sorted(os.listdir(ctx.server.data)), names)


@once
def test_a_path_that_is_hard_to_quote(ctx):
    for number, name in enumerate((" my  'rules' \"$(id)\" \\ü*?[a]\n%s;", "ends in\n")):
        folder = folder_of_the_server(ctx, f"{number} a'b\nc$HOME")
        path = os.path.join(folder, name)
        fill(path, "local all all trust\n")
        use_file(ctx, path)
        ctx.equal(ctx.server.psql("SHOW hba_file"), path + "\n")
        apply(ctx).expect(status=0, err="")
        ctx.equal("# BEGIN pgmob" in content(path), True)
        ctx.equal(len(os.listdir(folder)), 2, os.listdir(folder))
        ctx.equal([content(os.path.join(folder, entry)) for entry in kept(folder, name)], ["local all all trust\n"])
        refused(ctx, path, ["the server refuses the new text"], REFUSED)


@once
def test_a_folder_that_cannot_be_written(ctx):
    folder = folder_of_the_server(ctx, "conf")
    path = os.path.join(folder, "pg_hba.conf")
    fill(path, "local all all trust\n")
    use_file(ctx, path)
    os.chmod(folder, 0o500)
    said = [
        f'cannot apply pg_hba.conf: could not write "{path}"',
        "DETAIL:  The server cannot make files in its folder.",
        "HINT:  Make the folder writable for the user that the server runs as",
    ]
    refused(ctx, path, said)
    os.chmod(folder, 0o700)
    apply(ctx).expect(status=0, err="")


@once
def test_a_file_that_is_read_only_stays_it(ctx):
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    os.chmod(path, 0o400)
    apply(ctx).expect(status=0, err="")
    ctx.equal(owner_and_mode(path)[2], "0o400")


@once
def test_an_owner_that_cannot_be_kept(ctx):
    if os.geteuid() != 0:
        ctx.skip("only root can give a file away")
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    os.chown(path, 0, -1)
    os.chmod(path, 0o644)
    refused(ctx, path, ["A new file cannot have the owner and the mode that the file has."])


def small_disk(ctx, pages):
    """A file system with room for so many files of less than 4 KiB, and pg_hba.conf on it."""
    folder = folder_of_the_server(ctx, "disk")
    size = pages * os.sysconf("SC_PAGE_SIZE")
    options = f"size={size},mode=0777"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], stderr=subprocess.PIPE, check=False
    ) if os.geteuid() == 0 else None
    if done is None or done.returncode != 0:
        ctx.skip("a small file system cannot be mounted here")

    @contextlib.contextmanager
    def mounted():
        try:
            yield
        finally:
            ctx.server.stop()
            subprocess.run(["umount", folder], check=True)

    ctx.use(mounted())
    path = os.path.join(folder, "pg_hba.conf")
    fill(path, "local all all trust\n")
    use_file(ctx, path)
    return path


def leave_free(path, pages):
    """Fills the disk but for so many pages."""
    size = os.sysconf("SC_PAGE_SIZE")
    with open(os.path.join(os.path.dirname(path), "ballast"), "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * size)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(os.fstat(file.fileno()).st_size - pages * size)


@once
def test_a_disk_that_is_full(ctx):
    path = small_disk(ctx, 16)
    leave_free(path, 0)
    full = ["DETAIL:  A new file could not be written in its folder.", "HINT:  Most often there is no room"]
    refused(ctx, path, full)
    leave_free(path, 1)
    refused(ctx, path, full, LARGE)
    # the one that was there goes back without any room
    refused(ctx, path, ["the server refuses the new text"], REFUSED)


@once
def test_programs_that_fail(ctx):
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    programs = folder_of_the_server(ctx, "programs")
    use_programs(ctx, programs)
    for names, line, said in (
        (["readlink"], "exit 1", "The path leads nowhere."),
        (["mktemp"], "exit 1", "A new file could not be written in its folder."),
        (["base64"], "exit 1", "A new file could not be written in its folder."),
        (["base64"], "cat > /dev/null; echo local all all trust", "its checksum differs."),
        (["chown"], "exit 1", "cannot have the owner and the mode"),
        (["chmod"], "exit 1", "cannot have the owner and the mode"),
        (["sync"], "exit 1", "A new file could not be written in its folder."),
        (["ln", "cp"], "exit 1", "could not be kept beside it."),
        (["mv"], "exit 1", "could not take the place of the old one."),
        (["mv"], "kill -9 $PPID", "terminated by signal 9"),
    ):
        for name in names:
            make_program(programs, name, line)
        if "kill" in line:  # what is killed cannot clean up
            before = content(path)
            apply(ctx).expect(status=1, err_has=[said, 'could not write "'])
            ctx.equal(content(path), before)
        else:
            refused(ctx, path, [said, 'could not write "'])
        for name in names:
            os.unlink(os.path.join(programs, name))
    apply(ctx).expect(status=0, err="")


@once
def test_somebody_else_writes_at_the_same_time(ctx):
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    programs = folder_of_the_server(ctx, "programs")
    make_program(programs, "sync", f"echo '# theirs' >> '{path}'")
    use_programs(ctx, programs)
    before, names = content(path), sorted(os.listdir(ctx.server.data))
    apply(ctx).expect(status=1, err_has=["Somebody else has changed it in the meantime.", "HINT:  Make a new plan."])
    ctx.equal(content(path), before + "# theirs\n")
    ctx.equal(sorted(os.listdir(ctx.server.data)), names)


@once
def test_a_server_without_the_programs(ctx):
    programs = folder_of_the_server(ctx, "programs")
    os.symlink("/bin/sh", os.path.join(programs, "sh"))
    use_programs(ctx, programs, alone=True)
    said = "DETAIL:  The program that writes it needs others that the server does not find: base64"
    refused(ctx, os.path.join(ctx.server.data, "pg_hba.conf"), [said])


@once
def test_where_links_cannot_be_made_a_copy_is_kept(ctx):
    programs = folder_of_the_server(ctx, "programs")
    make_program(programs, "ln", "exit 1")
    use_programs(ctx, programs)
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    os.chmod(path, 0o640)
    before, whose = content(path), owner_and_mode(path)
    apply(ctx).expect(status=0, err="")
    copies = [os.path.join(ctx.server.data, name) for name in kept(ctx.server.data)]
    ctx.equal([(content(copy), owner_and_mode(copy)) for copy in copies], [(before, whose)])


# Who may write files, but not run programs.


def by_copy(ctx, manifest=BLOCK):
    return apply(ctx, manifest, "-U", "writer")


def test_by_copy_byte_for_byte(ctx):
    ctx.server.psql(WRITER)
    ctx.server.write_hba(HOSTILE)
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    os.chmod(path, 0o640)
    whose = owner_and_mode(path)
    by_copy(ctx).expect(status=0, err="")
    ctx.equal(content(path).startswith(HOSTILE + "# BEGIN pgmob\n"), True, content(path))
    ctx.equal(owner_and_mode(path), whose)
    ctx.equal(content(path + ".pgmob.bak"), HOSTILE)
    before = content(path)
    by_copy(ctx, REFUSED).expect(
        status=1, err_has=["the server refuses the new text", "The old text is back; nothing was loaded."]
    )
    ctx.equal(content(path), before)
    ctx.equal(kept(ctx.server.data), ["pg_hba.conf.pgmob.bak"])


@once
def test_by_copy_from_a_database_of_another_encoding(ctx):
    ctx.server.psql("CREATE DATABASE old ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    ctx.server.psql(WRITER, db="old")
    ctx.server.write_hba(HOSTILE)
    for words in (("-U", "writer"), ()):
        result = apply(ctx, BLOCK.replace("/8", "/9" if words else "/8"), "-d", "old", *words)
        result.expect(status=0, err="")
        ctx.equal(ctx.server.read_hba().startswith(HOSTILE), True, ctx.server.read_hba())


@versions("13 18")
def test_what_copy_cannot_write_needs_lo_export(ctx):
    ctx.server.psql(WRITER)
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    for text in ("local all all trust\r\n", "local all all trust", "local all all trust\n#\1\n"):
        fill(path, text)
        by_copy(ctx).expect(status=3, err_has="EXECUTE on lo_export(oid, text): COPY to a file writes")
        ctx.equal(content(path), text)
        ctx.server.psql("GRANT EXECUTE ON FUNCTION lo_export(oid, text) TO writer")
        by_copy(ctx, REFUSED).expect(status=1, err_has="The old text is back; nothing was loaded.")
        ctx.equal(content(path), text)
        by_copy(ctx).expect(status=0, err="")
        ctx.equal("# BEGIN pgmob\n" in content(path), True)
        ctx.equal(text.rstrip("\n") in content(path), True, content(path))
        ctx.equal(content(path + ".pgmob.bak"), text)
        ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_largeobject_metadata"), "0\n")
        ctx.server.psql("REVOKE EXECUTE ON FUNCTION lo_export(oid, text) FROM writer")


@once
def test_by_copy_into_a_file_that_cannot_be_written(ctx):
    ctx.server.psql(WRITER)
    path = os.path.join(ctx.server.data, "pg_hba.conf")
    os.chmod(path, 0o400)
    before = content(path)
    by_copy(ctx).expect(
        status=1,
        err_has=[
            f'could not write "{path}"',
            f'DETAIL:  could not open file "{path}" for writing: Permission denied',
            "HINT:  Make the file, and its folder, writable for the user that the server runs as.",
            "Nothing was changed.",
        ],
    )
    ctx.equal(content(path), before)


@once
def test_by_copy_to_a_disk_that_is_full(ctx):
    ctx.server.psql(WRITER)
    path = small_disk(ctx, 16)
    before = content(path)
    for pages in (0, 2):  # for the file that is kept; for a part of the new one
        leave_free(path, pages)
        by_copy(ctx, LARGE).expect(
            status=1, err_has=["No space left on device", "HINT:  Look into the free space", "Nothing was changed."]
        )
        ctx.equal(content(path), before)
    os.unlink(os.path.join(os.path.dirname(path), "ballast"))
    by_copy(ctx, LARGE).expect(status=0, err="")


@once
def test_by_copy_no_secret_is_kept_for_everybody_to_read(ctx):
    ctx.server.psql(WRITER)
    ctx.server.write_hba("local all all trust\n# host all all 10.1.0.0/16 radius radiussecrets=geheim\n")
    by_copy(ctx).expect(status=0, err="")
    ctx.equal(kept(ctx.server.data), [])



@once
def test_a_standby_has_a_file_of_its_own(ctx):
    """COPY TO works there, and what a block catches does not need a transaction that writes."""
    ctx.server.psql(WRITER)
    before = ctx.server.read_hba()
    standby = ctx.new_standby()
    standby.wait_for_replay()
    path = os.path.join(standby.data, "pg_hba.conf")
    for user in ("postgres", "writer"):
        fill(path, "local all all trust\n")
        for manifest, refused_by_server in ((REFUSED, True), (BLOCK, False)):
            words = ("plan", "--format", "sql", "-U", user, "-f", ctx.write("m.yaml", manifest))
            script = ctx.pgmob(*words, server=standby).expect(status=0).out
            status, _, errors = standby.try_psql(script, user=user)
            ctx.equal((status != 0, "the server refuses the new text" in errors), (refused_by_server,) * 2, errors)
            ctx.equal("# BEGIN pgmob" in content(path), not refused_by_server)
    ctx.equal(len(kept(standby.data)), 2, kept(standby.data))
    ctx.equal(ctx.server.read_hba(), before)
