#!/usr/bin/env python3
"""How fast pgmob is, as ratios against psql in the same run.

    python3 tests/bench/run.py [--pgmob PATH] [--version 17] [--runs 7] [--roles 10000 …]

It makes a cluster of its own, of exactly the size asked for, on a private server, and prints a
table. Nothing here passes or fails by the clock: machines differ, and are noisy; so each figure is
the median of runs that take turns with what it is compared with.

    empty plan   a plan with nothing to do, against psql reading the same rows with bare queries
    apply        all roles and memberships at once, against psql -1 -f of `plan --format sql`
    validate     a manifest of 100,000 roles, no server
    privileges   the same two with tables, on which everything is granted by entries of their schemas:
                 an apply against psql -1 -f of a statement for each item, as other tools send it
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


# And what a plan of privileges reads in each database.
BARE_DATABASE = """
SELECT n.nspname, r.rolname, n.nspacl FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner;
SELECT n.nspname, c.relname, c.relkind, r.rolname, c.relacl
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';
SELECT attrelid::regclass, attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL;
SELECT n.nspname, proname, oidvectortypes(proargtypes), proowner::regrole, proacl
  FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';
SELECT n.nspname, typname, typowner::regrole, typacl
  FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace LEFT JOIN pg_class c ON c.oid = typrelid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND typcategory <> 'A'
   AND (typrelid = 0 OR c.relkind = 'c');
SELECT * FROM pg_default_acl;
SELECT * FROM pg_init_privs;
"""

# How many roles get something on each table, and what.
GRANTS = (("SELECT", 2), ("SELECT, INSERT, UPDATE", 2))


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


def grantees_of(groups, database, schema):
    """For each of GRANTS the roles."""
    at = (database + schema * 4) % len(groups)
    names = [groups[(at + number) % len(groups)] for number in range(4)]
    return [(words, names[sum(count for _, count in GRANTS[:index]):][:count])
            for index, (words, count) in enumerate(GRANTS)]


def privileges_of(roles, memberships, databases, schemas):
    """The manifest of roles with databases of so many schemas each."""
    groups = role_names(roles)[: max(1, roles // 10)]
    lines = ["databases:"]
    for database in range(databases):
        lines += [f"  - name: bench_{database}", "    schemas:"]
        for schema in range(schemas):
            grants = grantees_of(groups, database, schema)
            everybody = ", ".join(name for _, names in grants for name in names)
            lines += [f"      - name: schema_{schema:05d}", "        grants:",
                      f"          - {{objects: schema, privileges: [USAGE], to: [{everybody}]}}"]
            lines += [f"          - {{objects: tables, privileges: [{words}], to: [{', '.join(names)}]}}"
                      for words, names in grants]
    return manifest_of(roles, memberships, 0) + "\n".join(lines) + "\n"


def statements_of(options, database):
    """The same in one database as SQL, a statement for each item; the cluster's own in postgres."""
    names = role_names(options.roles)
    groups = names[: max(1, options.roles // 10)]
    if database == "postgres":
        lines = manifest_of(options.roles, options.memberships, 0).splitlines()
        return "\n".join(statements_of_roles(lines))
    sql = []
    for schema in range(options.database_schemas):
        name = f"schema_{schema:05d}"
        for words, grantees in grantees_of(groups, int(database.split("_")[1]), schema):
            for grantee in grantees:
                sql.append(f"GRANT USAGE ON SCHEMA {name} TO {grantee};")
                sql += [f"GRANT {words} ON {name}.t{table} TO {grantee};" for table in range(options.tables)]
    return "\n".join(sql)


def statements_of_roles(lines):
    """Of the manifest's lines."""
    role, memberships = None, []
    for line in lines:
        key, _, value = line.strip(" -").partition(": ")
        if key == "name":
            role = value
            yield f"CREATE ROLE {role};"
        elif key == "member_of":
            memberships += [f"GRANT {group} TO {role};" for group in value.strip("[]").split(", ")]
    yield from memberships


class Bench:
    def __init__(self, options, server, folder):
        self.options = options
        self.server = server
        self.folder = folder
        self.psql = [installations.psql_program(), "-X", "-q"]
        self.environment = {**os.environ, **server.env(), "PGDATABASE": "postgres"}
        self.manifest = self.file_of("manifest.yaml", manifest_of, options.roles,
                                     options.memberships, options.schemas)

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def file_of(self, name, make, *arguments):
        """A large file, made by a process of its own: what this one needs for it would count as
        memory of all that it starts."""
        path = os.path.join(self.folder, name)
        child = os.fork()
        if not child:
            self.file(name, make(*arguments))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit(f"bench: cannot make {path}")
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

    # Privileges.

    def make_tables(self):
        options = self.options
        for database in range(options.databases):
            self.server.psql(f"CREATE DATABASE bench_{database}")
            self.server.psql(
                f"SELECT format('CREATE SCHEMA schema_%s', lpad(i::text, 5, '0'))"
                f" FROM generate_series(0, {options.database_schemas - 1}) i \\gexec\n"
                f"SELECT format('CREATE TABLE schema_%s.t%s (a int, b text, c text)', lpad(i::text, 5, '0'), j)"
                f" FROM generate_series(0, {options.database_schemas - 1}) i,"
                f" generate_series(0, {options.tables - 1}) j \\gexec\nANALYZE",
                db=f"bench_{database}")

    def take_all(self):
        """Away with the privileges and roles, for the next apply."""
        for database in range(self.options.databases):
            groups = role_names(self.options.roles)[: max(1, self.options.roles // 10)]
            self.server.psql(f"DROP OWNED BY {', '.join(groups)}", db=f"bench_{database}")
        self.drop_all()

    def privileges(self):
        options = self.options
        shape = (options.databases, options.database_schemas)
        manifest = self.file_of("privileges.yaml", privileges_of, options.roles, options.memberships, *shape)
        bare = self.file("bare_privileges.sql", BARE + "".join(
            f"\\connect bench_{database}\n{BARE_DATABASE}" for database in range(options.databases)))
        self.drop_all()
        self.make_tables()
        seconds, memory = run_once(self.pgmob("apply", "--yes", "-q", "-f", manifest), self.environment)
        words = f"{options.databases * options.database_schemas * options.tables} tables"
        plan = alternate(self.pgmob("plan", "-f", manifest), [*self.psql, "-At", "-f", bare],
                         self.environment, options.runs)
        self.take_all()
        theirs = 0
        for database in ["postgres"] + [f"bench_{number}" for number in range(options.databases)]:
            script = self.file_of("items.sql", statements_of, options, database)
            theirs += run_once([*self.psql, "-1", "-d", database, "-f", script], self.environment)[0]
        row(f"apply, {words}", {"ours": seconds, "theirs": theirs, "ratio": seconds / theirs, "memory": memory})
        row(f"empty plan, {words}", plan)

    def validate(self):
        path = self.file_of("large.yaml", manifest_of, 100000, 0, 0)
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
    parser.add_argument("--databases", type=int, default=5)
    parser.add_argument("--database-schemas", type=int, default=100)
    parser.add_argument("--tables", type=int, default=100)
    options = parser.parse_args()
    options.pgmob = os.path.abspath(options.pgmob)
    this_run.exit_on_signals()
    version = options.version or installations.installed_version()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(f"PostgreSQL {version}, {options.roles} roles, {options.memberships} memberships, "
          f"{options.schemas} schemas; medians\n")
    print(f"{'':<34} {'pgmob':>10} {'psql':>10} {'ratio':>6} {'memory':>12}")
    with tempfile.TemporaryDirectory() as folder, postgres.Server(
            version, max_locks_per_transaction=2000) as server:
        bench = Bench(options, server, folder)
        row("apply of everything", bench.apply())
        row("empty plan", bench.empty_plan())
        bench.validate()
        bench.privileges()


if __name__ == "__main__":
    main()
