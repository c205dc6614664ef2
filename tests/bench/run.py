#!/usr/bin/env python3
"""How fast pgmob is, as ratios against psql in the same run.

    python3 tests/bench/run.py [--pgmob PATH] [--version 17] [--runs 7] [--roles 10000 …]

It makes a cluster of its own, of exactly the size asked for, on a private server, and prints a
table. Nothing here passes or fails by the clock: machines differ, and are noisy; so each figure is
the median of runs that take turns with what it is compared with.

    empty plan   a plan with nothing to do, against psql reading the same rows with bare queries
    apply        all roles and memberships at once, against psql -1 -f of `plan --format sql`
    validate     a manifest of 100,000 roles, no server
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import installations  # noqa: E402  (their folder has to be known first)
import postgres  # noqa: E402
import this_run  # noqa: E402

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")

# The same rows as an empty plan reads, asked for in the plainest way.
BARE = """
SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
       rolbypassrls, rolconnlimit, rolvaliduntil, rolpassword FROM pg_authid;
SELECT r.rolname, m.rolname, g.rolname, a.admin_option
  FROM pg_auth_members a
  JOIN pg_roles r ON r.oid = a.roleid
  JOIN pg_roles m ON m.oid = a.member
  LEFT JOIN pg_roles g ON g.oid = a.grantor;
SELECT * FROM pg_db_role_setting;
SELECT datname, rolname, datconnlimit FROM pg_database d JOIN pg_roles r ON r.oid = datdba;
SELECT nspname, rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = nspowner;
SELECT extname, extversion FROM pg_extension;
"""


def role_names(count):
    return [f"role_{number:06d}" for number in range(count)]


def manifest_of(roles, memberships, schemas):
    """Groups are the first tenth of the roles; nobody is a member twice."""
    chance = random.Random(1)
    names = role_names(roles)
    groups = names[: max(1, roles // 10)]
    members = names[len(groups):]
    lists = {name: set() for name in names}
    while memberships > 0 and members:
        member, group = chance.choice(members), chance.choice(groups)
        if group not in lists[member]:
            lists[member].add(group)
            memberships -= 1
    lines = ["version: 1", "roles:"]
    for name in names:
        lines.append(f"  - name: {name}")
        if name not in groups:
            lines.append("    login: true")
        if lists[name]:
            lines.append(f"    member_of: [{', '.join(sorted(lists[name]))}]")
    if schemas:
        lines += ["databases:", "  - name: postgres", "    schemas:"]
        for number in range(schemas):
            owner = groups[number % len(groups)]
            lines.append(f"      - {{name: schema_{number:05d}, owner: {owner}}}")
    return "\n".join(lines) + "\n"


def run_once(command, environment):
    """Seconds, and the peak of memory in MiB, of one run of the command."""
    start = time.monotonic()
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        process = subprocess.Popen(command, env=environment, stdout=nothing,
                                   stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"bench: exit status {process.returncode}: {' '.join(command)}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def alternate(ours, theirs, environment, runs, before_each=None):
    """The two commands in turn; the first pair only warms up."""
    figures = {"ours": [], "theirs": [], "memory": [], "ratio": []}
    for number in range(runs + 1):
        seconds = {}
        for side, command in (("ours", ours), ("theirs", theirs)):
            if before_each:
                before_each()
            seconds[side], memory = run_once(command, environment)
            if number and side == "ours":
                figures["memory"].append(memory)
        if number:
            figures["ours"].append(seconds["ours"])
            figures["theirs"].append(seconds["theirs"])
            figures["ratio"].append(seconds["ours"] / seconds["theirs"])
    return {name: statistics.median(values) for name, values in figures.items()}


def row(name, figures):
    print(f"{name:<34} {figures['ours']:8.3f} s {figures['theirs']:8.3f} s "
          f"{figures['ratio']:6.2f} {figures['memory']:8.1f} MiB")


class Bench:
    def __init__(self, options, server, folder):
        self.options = options
        self.server = server
        self.folder = folder
        self.psql = [installations.psql_program(), "-X", "-q"]
        self.environment = {**os.environ, **server.env(), "PGDATABASE": "postgres"}
        self.manifest = self.file("manifest.yaml",
                                  manifest_of(options.roles, options.memberships,
                                              options.schemas))

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def pgmob(self, *words):
        return [self.options.pgmob, *words]

    def drop_all(self):
        """Away with everything that the manifest made, for the next apply."""
        names = role_names(self.options.roles)
        schemas = [f"schema_{number:05d}" for number in range(self.options.schemas)]
        sql = "".join(f"DROP SCHEMA IF EXISTS {name};" for name in schemas)
        sql += "".join(f"DROP ROLE IF EXISTS {','.join(names[at:at + 500])};\n"
                       for at in range(0, len(names), 500))
        path = self.file("drop.sql", "SET client_min_messages = error;" + sql)
        subprocess.run([*self.psql, "-f", path], env=self.environment, check=True)

    def apply(self):
        script = os.path.join(self.folder, "plan.sql")
        subprocess.run(self.pgmob("plan", "--format", "sql", "-o", script, "-f", self.manifest),
                       env=self.environment, check=True)
        # -1 makes the script's own transactions one; it says so for each
        return alternate(self.pgmob("apply", "--yes", "-q", "-f", self.manifest),
                         [*self.psql, "-1", "-f", script],
                         {**self.environment, "PGOPTIONS": "-c client_min_messages=error"},
                         self.options.apply_runs, self.drop_all)

    def empty_plan(self):
        run_once(self.pgmob("apply", "--yes", "-q", "-f", self.manifest), self.environment)
        bare = self.file("bare.sql", BARE)
        return alternate(self.pgmob("plan", "-f", self.manifest),
                         [*self.psql, "-At", "-f", bare], self.environment, self.options.runs)

    def validate(self):
        path = self.file("large.yaml", manifest_of(100000, 0, 0))
        runs = [run_once(self.pgmob("validate", "-f", path), self.environment)
                for _ in range(self.options.runs)]
        seconds = statistics.median(seconds for seconds, _ in runs)
        print(f"{'validate, 100,000 roles':<34} {seconds:8.3f} s {'':>10} {'':>6} "
              f"{statistics.median(memory for _, memory in runs):8.1f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pgmob", default=os.path.join(ROOT, "build", "src", "pgmob"))
    parser.add_argument("--version", type=int)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--apply-runs", type=int, default=3)
    parser.add_argument("--roles", type=int, default=10000)
    parser.add_argument("--memberships", type=int, default=50000)
    parser.add_argument("--schemas", type=int, default=500)
    options = parser.parse_args()
    options.pgmob = os.path.abspath(options.pgmob)
    this_run.exit_on_signals()
    version = options.version or installations.installed_version()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(f"PostgreSQL {version}, {options.roles} roles, {options.memberships} memberships, "
          f"{options.schemas} schemas; medians\n")
    print(f"{'':<34} {'pgmob':>10} {'psql':>10} {'ratio':>6} {'memory':>12}")
    with tempfile.TemporaryDirectory() as folder, postgres.Server(version) as server:
        bench = Bench(options, server, folder)
        row("apply of everything", bench.apply())
        row("empty plan", bench.empty_plan())
        bench.validate()


if __name__ == "__main__":
    main()
