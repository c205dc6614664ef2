#!/usr/bin/env python3
"""The round trip of the database that PostgreSQL's own regression suite leaves behind.

    python3 tests/regression/run.py [--pgmob PATH] [--keep DIR]

It takes some minutes, and needs Debian's PostgreSQL, its source package (apt-get source; the lists of
packages must have sources) and the headers of the server (postgresql-server-dev), so it is run by
hand or by night, not with the other tests. What it fetches goes to DIR, and is not fetched again.

    1. PostgreSQL's suite runs on a private server, and leaves its database and roles.
    2. Its export has an empty plan in mode authoritative.
    3. A bare copy (pg_dump -s -O -x) gets the export applied: both servers' pg_dumpall -s are equal,
       but for passwords, what is random in it, and the order of columns.

Its exit status is 0 where that is so; what differs, and what export warns of, is printed.
"""

import argparse
import difflib
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import installations  # noqa: E402  (their folder has to be known first)
import postgres  # noqa: E402
import runner  # noqa: E402
import this_run  # noqa: E402

# Servers of the copy need what the suite's own has.
SETTINGS = {"max_locks_per_transaction": 1000, "max_prepared_transactions": 2}


def check(command, **options):
    """Runs the command, which must succeed; its output."""
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **options)
    if result.returncode:
        raise SystemExit(f"{' '.join(command)}: status {result.returncode}\n{result.stdout[-4000:]}")
    return result.stdout


class Suite:
    """PostgreSQL's own suite, from its source package."""

    def __init__(self, folder, version):
        self.folder = folder
        self.version = version

    def fetch(self):
        """The suite's directory, unpacked, and the library of its C functions, built."""
        os.makedirs(self.folder, exist_ok=True)
        if not glob.glob(os.path.join(self.folder, f"postgresql-{self.version}*", "src")):
            check(["apt-get", "source", "--download-only", f"postgresql-{self.version}"], cwd=self.folder)
            archive = sorted(glob.glob(os.path.join(self.folder, f"postgresql-{self.version}_*.orig.tar.*")))[-1]
            check(["tar", "xf", archive, "--wildcards", "*/src/test/regress/*"], cwd=self.folder)
        if not glob.glob(os.path.join(self.folder, "headers", "*")):
            check(["apt-get", "download", f"postgresql-server-dev-{self.version}"], cwd=self.folder)
            package = glob.glob(os.path.join(self.folder, f"postgresql-server-dev-{self.version}_*.deb"))[0]
            check(["dpkg", "-x", package, os.path.join(self.folder, "headers")])
        return self.build()

    def build(self):
        source = glob.glob(os.path.join(self.folder, f"postgresql-{self.version}*", "src", "test", "regress"))[0]
        libraries = os.path.join(self.folder, "lib")
        os.makedirs(libraries, exist_ok=True)
        headers = os.path.join(self.folder, "headers", "usr", "include", "postgresql", str(self.version), "server")
        check(["gcc", "-O1", "-fPIC", "-shared", f"-I{headers}", "-o", os.path.join(libraries, "regress.so"),
               os.path.join(source, "regress.c")])
        # libraries that the suite takes from contrib
        for name in ("refint.so", "autoinc.so"):
            there = os.path.join(libraries, name)
            if not os.path.exists(there):
                os.symlink(os.path.join(check(["pg_config", "--pkglibdir"]).strip(), name), there)
        return source, libraries

    def run(self, server):
        """Some of its tests may fail on a server that has other settings; that is of no matter here."""
        source, libraries = self.fetch()
        program = os.path.join(os.path.dirname(check(["pg_config", "--pgxs"]).strip()), "..", "..", "src",
                               "test", "regress", "pg_regress")
        with tempfile.TemporaryDirectory(dir=this_run.directory()) as output:
            for path in (output, self.folder):
                os.chmod(path, 0o777)
            command = [program, f"--inputdir={source}", f"--outputdir={output}",
                       f"--bindir={os.path.dirname(installations.psql_program())}", f"--dlpath={libraries}",
                       f"--host={server.host}", f"--port={server.port}", "--user=postgres",
                       "--dbname=regression", "--max-concurrent-tests=20",
                       f"--schedule={os.path.join(source, 'parallel_schedule')}"]
            result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                    cwd=output, check=False)
        for line in result.stdout.splitlines()[-8:]:
            print(f"suite: {line}")


def dump(server):
    program = os.path.join(os.path.dirname(installations.psql_program()), "pg_dumpall")
    text = check([program, "-s"], env=runner.clean_environment(server.env(), {}))
    # pg_dump puts the columns of some heirs in another order: the commas tell, the sorted lines do not
    lines = (re.sub(r" PASSWORD '[^']*'", "", line).rstrip(",") for line in text.splitlines())
    return sorted(line for line in lines if not re.match(r"\\(un)?restrict ", line))


def copy_bare(server, copy):
    """All databases with what is in them, but of the one superuser, and without privileges."""
    tools = os.path.dirname(installations.psql_program())
    databases = server.psql("SELECT datname FROM pg_database WHERE datallowconn AND datname <> 'template1'")
    for database in databases.splitlines():
        if database != "postgres":
            check([os.path.join(tools, "createdb"), "-T", "template0", database],
                  env=runner.clean_environment(copy.env(), {}))
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(check([os.path.join(tools, "pg_dump"), "-s", "-O", "-x", database],
                             env=runner.clean_environment(server.env(), {})))
            file.flush()
            status, _, errors = copy.try_psql(file=file.name, db=database)
        if status:
            raise SystemExit(f"cannot copy {database}: {errors[-2000:]}")
        for oid in server.psql("SELECT oid FROM pg_largeobject_metadata", db=database).split():
            copy.psql(f"SELECT lo_create({oid})", db=database)


def round_trip(pgmob, server, copy, folder):
    """What is not as it should be."""
    manifest = os.path.join(folder, "cluster.yaml")
    faults = []

    def run(*words, of):
        result = subprocess.run([pgmob, *words], env=runner.clean_environment(of.env(), {}),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if result.returncode or "warning" in result.stderr:
            print(f"pgmob {words[0]}: status {result.returncode}\n{result.stderr}{result.stdout[-6000:]}"
                  if result.returncode else result.stderr)
        if result.returncode:
            faults.append(f"pgmob {words[0]} ends with status {result.returncode}")

    # objects themselves name some, as policies do
    for role in server.psql("SELECT quote_ident(rolname) FROM pg_roles WHERE oid >= 16384").splitlines():
        copy.psql(f"CREATE ROLE {role}")
    copy_bare(server, copy)
    run("export", "--all-databases", "-o", manifest, of=server)
    words = ("-f", manifest, "--mode", "authoritative")
    run("plan", *words, "--detailed-exitcode", of=server)
    run("apply", "--yes", "--allow", "all", *words, of=copy)
    difference = list(difflib.unified_diff(dump(server), dump(copy), "source", "copy", n=0, lineterm=""))
    print("\n".join(difference[:200]))
    return faults + ([f"{len(difference)} lines differ"] if difference else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pgmob", default=os.path.join(ROOT, "build", "src", "pgmob"))
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "pgmob-regression"))
    options = parser.parse_args()
    this_run.exit_on_signals()
    version = int(re.search(r"\d+", check(["pg_config", "--version"])).group())  # the one that is Debian's
    with postgres.Server(version, **SETTINGS) as server, postgres.Server(version, **SETTINGS) as copy, \
            tempfile.TemporaryDirectory() as folder:
        Suite(os.path.abspath(options.keep), version).run(server)
        faults = round_trip(os.path.abspath(options.pgmob), server, copy, folder)
    print("\n".join(faults) or "the round trip is complete")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
