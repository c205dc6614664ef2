#!/usr/bin/env python3
"""SQLite's loop: lets the 1st, 2nd, … Nth call of libpq fail, until a run meets no failure.

    run.py --program BUILD/tests/faults/failing_pgmob [--kind fail] [--version 15] [--from N --to N]

A call fails in three ways: `fail`, as if there were no memory for it; `lost`, the connection ends
before it; `interrupt`, a Ctrl-C comes before it. Without --kind they take turns, since all three at
each call take a while; with `--kind all` they do not.

After each run the cluster is as before, as after, or at one of the commits that the plan announced;
the status and the last line tell which; and the next run finishes. Speaks TAP: one test a function
of libpq that was made to fail.
"""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import installations
import postgres
import runner
import this_run

# Every way in which a plan reaches the server: what adds to the cluster, what stands alone, two
# databases at once and a new one, what takes away from the cluster, a file.
MANIFEST = """\
version: 1
roles:
  - {name: shop, password: {env: SECRET}}
  - {name: old, member_of: []}
databases:
  - {name: fresh, schemas: [{name: app, owner: shop}]}
  - {name: one, schemas: [{name: app, owner: shop}]}
  - {name: two, schemas: [{name: app, owner: shop}]}
hba:
  manage: block
  rules:
    - {type: host, databases: [shop], users: [all], address: 10.0.0.0/8, method: reject}
"""

SECRET = "Streng!Geheim"

GIVEN = ["CREATE ROLE old", "GRANT pg_monitor TO old", "CREATE DATABASE one", "CREATE DATABASE two"]

# The units that the plan commits, in its order, seen from one database.
STATE = """
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop'),
       EXISTS (SELECT FROM pg_database WHERE datname = 'fresh'),
       EXISTS (SELECT FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'fresh')),
       EXISTS (SELECT FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'one')),
       EXISTS (SELECT FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'two')),
       NOT EXISTS (SELECT FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = 'old')),
       pg_read_file(current_setting('hba_file')) LIKE '%# BEGIN pgmob%'
"""

UNITS = [
    (1, "on the cluster"),
    (1, "on the cluster"),
    (1, "in database fresh"),
    (1, "in database one"),
    (1, "in database two"),
    (1, "on the cluster"),
    (1, "pg_hba.conf"),
]

KINDS = ("fail", "lost", "interrupt")

RUN_TIMEOUT = 60
MISSES_AT_THE_END = 3  # how often libpq is called differs a little from run to run

CHANGED = re.compile(
    r"(?:Committed before: (?P<before>.*?)\. Nothing else was changed; the next apply does the rest\."
    r"|Applied: (?P<applied>.*)\."
    r"|(?:Committed before: (?P<known>.*?)\. )?It is not known whether the server has committed: "
    r"(?P<unknown>.*?)\. The next apply does what is left\."
    r"|(?P<nothing>Nothing was changed\.))"
)


def parts(units):
    """What the report calls these units."""
    counts = collections.OrderedDict()
    for count, place in units:
        counts[place] = counts.get(place, 0) + count
    return ", ".join(part(count, place) for place, count in counts.items())


def part(count, place):
    return place if place == "pg_hba.conf" else f"{count} statement{'s' if count > 1 else ''} {place}"


class Fault(Exception):
    """What must not be."""


class Place:
    """A server in the state before, again and again."""

    def __init__(self, program, version):
        self.program = program
        self.version = version
        self.server = None
        self.directory = tempfile.mkdtemp(prefix="f", dir=this_run.directory())
        self.manifest = os.path.join(self.directory, "m.yaml")
        with open(self.manifest, "w", encoding="ascii") as file:
            file.write(MANIFEST)

    def reset(self):
        if self.server is None:
            self.server = postgres.Server(self.version).__enter__()
            self.hba = self.server.read_hba()
        else:
            self.server.psql("DROP DATABASE IF EXISTS fresh WITH (FORCE)")
            for name in ("one", "two"):
                self.server.psql("DROP SCHEMA IF EXISTS app", db=name)
            self.server.psql("DROP ROLE IF EXISTS shop; GRANT pg_monitor TO old;")
            with open(os.path.join(self.server.data, "pg_hba.conf"), "w", encoding="utf-8") as file:
                file.write(self.hba)
            return
        for sql in GIVEN:
            self.server.psql(sql)

    def close(self):
        if self.server is not None:
            self.server.close()
            self.server = None

    def pgmob(self, *words, fault=None):
        hit = os.path.join(self.directory, "hit")
        if os.path.exists(hit):
            os.unlink(hit)
        env = runner.clean_environment(self.server.env(), {"SECRET": SECRET})
        if fault:
            env.update(PGMOB_FAULT=fault, PGMOB_FAULT_HIT=hit)
        try:
            done = subprocess.run(
                [self.program, *words, "-f", self.manifest],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=RUN_TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            raise Fault(f"still running after {RUN_TIMEOUT} s") from None
        done.text = (done.stdout + done.stderr).decode("utf-8", "replace")
        done.where = None
        if os.path.exists(hit):
            with open(hit, encoding="ascii") as file:
                done.where = file.read().strip()
        return done

    def state(self):
        """How many of the units are there; they come in their order."""
        bits = self.server.psql(STATE).strip().split("|")
        count = bits.index("f") if "f" in bits else len(bits)
        if "t" in bits[count:]:
            raise Fault(f"the state is none of the plan's: {' '.join(bits)}")
        return count


def check_report(done, state, kind):
    """The status and the last line say what the state is."""
    last = done.text.rstrip("\n").rpartition("\n")[2]
    said = CHANGED.fullmatch(last)
    if not said:
        raise Fault("the last line does not say what was changed")
    if done.returncode not in ((0, 130) if kind == "interrupt" else (0, 1)):
        raise Fault(f"status {done.returncode}")
    if done.returncode == 0 and (state < len(UNITS) or not said["applied"]):
        raise Fault("status 0, and not all is done")
    done_text = parts(UNITS[:state])
    if said["unknown"]:
        possible = [
            count
            for count in (state - 1, state)
            if 0 <= count < len(UNITS)
            and (said["known"] or "") == parts(UNITS[:count])
            and said["unknown"] == part(*UNITS[count])
        ]
        if not possible:
            raise Fault(f"what is not known does not fit {state} commits: {done_text}")
    elif said["nothing"]:
        if state:
            raise Fault(f"something was changed: {done_text}")
    elif (said["applied"] or said["before"]) != done_text:
        raise Fault(f"changed was: {done_text}")
    if SECRET in done.text:
        raise Fault("the output has the password")


def check_next_run(place):
    """It finishes what is left."""
    done = place.pgmob("apply", "--yes")
    if done.returncode != 0:
        raise Fault(f"the next run does not finish:\n{done.text}")
    done = place.pgmob("plan", "--detailed-exitcode")
    if done.returncode != 0:
        raise Fault(f"the next run does not finish all:\n{done.text}")


def try_fault(place, number, kind):
    """The function that was made to fail, and how; or None where the run met no fault."""
    place.reset()
    done = place.pgmob("apply", "--yes", fault=f"{number}:{kind}")
    try:
        check_report(done, place.state(), kind)
        check_next_run(place)
    except Fault as fault:
        fault.where = f"{kind} in {done.where or 'nothing'}"
        fault.output = done.text
        raise
    return done.where and f"{kind} in {done.where}"


class Loop:
    """The numbers, shared by the workers, and what came of them."""

    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.next = options.first
        self.misses = 0
        self.hits = collections.Counter()
        self.faults = []

    def take(self):
        with self.lock:
            last = self.options.last
            if self.misses >= MISSES_AT_THE_END or (last and self.next > last) or len(self.faults) > 20:
                return None
            self.next += 1
            return self.next - 1

    def work(self):
        place = Place(self.options.program, self.options.version)
        try:
            while (number := self.take()) is not None:
                for kind in self.kinds(number):
                    self.one(place, number, kind)
        finally:
            place.close()

    def kinds(self, number):
        if self.options.kind is None:
            return (KINDS[number % len(KINDS)],)
        return KINDS if self.options.kind == "all" else (self.options.kind,)

    def one(self, place, number, kind):
        try:
            where = try_fault(place, number, kind)
        except Exception as fault:  # one of the loop itself must not end in silence
            with self.lock:
                self.faults.append((number, getattr(fault, "where", kind), fault))
            place.close()  # the next one gets a new server
            return
        with self.lock:
            if where:
                self.hits[where] += 1
                self.misses = 0
            else:
                self.misses += 1


def report(loop):
    failed = {}
    for number, where, fault in loop.faults:
        failed.setdefault(where, []).append((number, fault))
    names = sorted({*loop.hits, *failed})
    if not loop.hits:
        names.append("some failure")
        failed["some failure"] = [(0, Fault("no run met one"))]
    print(f"1..{len(names)}")
    for index, name in enumerate(names, 1):
        times = loop.hits[name] + len(failed.get(name, []))
        print(f"{'not ok' if name in failed else 'ok'} {index} - {name}, {times} times")
        for number, fault in failed.get(name, []):
            print(f"# call {number}: {str(fault) or repr(fault)}")
            for line in getattr(fault, "output", "").splitlines():
                print(f"#     {line}")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Lets every call of libpq fail, one after the other.")
    parser.add_argument("--program", required=True)
    parser.add_argument("--kind", choices=(*KINDS, "all"))
    parser.add_argument("--version", type=int)
    parser.add_argument("--from", type=int, dest="first", default=1)
    parser.add_argument("--to", type=int, dest="last")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 2)
    options = parser.parse_args()
    options.version = options.version or installations.installed_version()
    loop = Loop(options)
    threads = [threading.Thread(target=loop.work, daemon=True) for _ in range(options.j)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return report(loop)


if __name__ == "__main__":
    runner.main(main)
