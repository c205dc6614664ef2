#!/usr/bin/env python3
"""Builds, then runs the unit tests, the scenarios and the tests of the program.

This is tests/run, which first installs what is missing. Its last line sums up all of them.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys

import runner

CLOSING_LINE = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped\Z")

VALGRIND = (
    "valgrind --quiet --leak-check=full --show-leak-kinds=definite "
    f"--errors-for-leak-kinds=definite --error-exitcode={runner.MEMORY_ERROR}"
)

_child = None


def parse_options():
    parser = argparse.ArgumentParser(prog="tests/run", description="Builds, and runs all tests.")
    parser.add_argument(
        "-k", action="append", metavar="PATTERN", help="only what has this in its name, or a glob"
    )
    parser.add_argument("--version", metavar="15,18", help="only these versions of PostgreSQL")
    parser.add_argument("-j", type=int, metavar="N", help="jobs at a time")
    parser.add_argument(
        "--sanitize",
        action="store_true",
        help="build and run with the address and undefined behaviour sanitizers",
    )
    parser.add_argument("--valgrind", action="store_true", help="run the programs under valgrind")
    parser.add_argument(
        "--spread",
        action="store_true",
        help="of the versions between the oldest and the newest, run each test on one",
    )
    parser.add_argument(
        "--no-faults", action="store_true", help="leave out the loop of failing calls of libpq"
    )
    parser.epilog = (
        "In the environment: BUILD names the build folder (build, or build-sanitize); "
        "MESON_OPTIONS are for meson setup."
    )
    return parser.parse_args()


def call(words, env=None):
    """Runs a step, passing on what it prints; returns its status and its last line."""
    global _child
    _child = subprocess.Popen(
        words, cwd=runner.ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    last = ""
    for line in _child.stdout:
        text = line.decode("utf-8", "replace").rstrip("\n")
        if CLOSING_LINE.match(text):
            last = text  # said again with its heading; alone on a line is only the sum
        else:
            print(text, flush=True)
    status = _child.wait()
    _child = None
    return status, last


def heading(text):
    print(f"== {text}", flush=True)


def build(directory, sanitize):
    """Whether the program could be built."""
    if not os.path.exists(os.path.join(runner.ROOT, directory, "build.ninja")):
        heading(f"setting up {directory}")
        words = ["meson", "setup", directory, *shlex.split(os.environ.get("MESON_OPTIONS", ""))]
        if sanitize:
            words += ["-Db_sanitize=address,undefined", "-Db_lundef=false"]
        if call(words)[0] != 0:
            return False
    heading(f"building in {directory}")
    return call(["ninja", "-C", directory])[0] == 0


# Unit tests.


def unit_tests(directory, options, tally):
    names = []
    if options.k:
        listed = subprocess.run(
            ["meson", "test", "-C", directory, "--list"],
            cwd=runner.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for line in listed.stdout.decode().splitlines():
            name = line.rpartition(" / ")[2].strip()
            if runner.selected(name, options.k):
                names.append(name)
        if not names:
            return
    heading("unit tests")
    words = ["meson", "test", "-C", directory, "--no-rebuild", "--print-errorlogs"]
    if options.j:
        words += ["--num-processes", str(options.j)]
    if options.no_faults:
        words += ["--no-suite", "faults"]
    if options.valgrind:
        words += ["--wrapper", VALGRIND, "--timeout-multiplier", "20"]
    log = os.path.join(runner.ROOT, directory, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.unlink(log)
    status, _ = call([*words, *names], {**os.environ, **runner.SANITIZER_OPTIONS})
    counted = count_unit_tests(log)
    if status != 0 and counted.failed == 0:
        counted.failed = 1
    add(tally, counted, "unit tests")


def count_unit_tests(log):
    """Each line of TAP is a test; a program without TAP is one, as is one that ends badly."""
    tally = runner.Tally()
    if not os.path.exists(log):
        return tally
    with open(log, encoding="utf-8") as file:
        for line in file:
            count_program(json.loads(line), tally)
    return tally


def count_program(test, tally):
    points = re.findall(
        r"^(not )?ok\b([^#\n]*)(?:# *(SKIP|TODO))?", test.get("stdout") or "", re.MULTILINE | re.IGNORECASE
    )
    failed = 0
    for negative, _, directive in points:
        if directive.upper() == "SKIP":
            tally.skipped += 1
        elif negative and not directive:
            failed += 1
        else:
            tally.passed += 1
    if test["result"] in ("OK", "EXPECTEDFAIL"):
        tally.passed += not points
    elif test["result"] == "SKIP":
        tally.skipped += not points
    else:
        failed = failed or 1
    tally.failed += failed


# All of them.


def runner_tests(name, script, directory, options, tally):
    heading(name)
    words = [sys.executable, script, "--pgmob", os.path.join(directory, "src", "pgmob")]
    for pattern in options.k or []:
        words += ["-k", pattern]
    if options.version:
        words += ["--version", options.version]
    if options.j:
        words += ["-j", str(options.j)]
    if options.valgrind:
        words.append("--valgrind")
    if options.spread:
        words.append("--spread")
    status, line = call(words)
    counted = runner.Tally()
    found = CLOSING_LINE.match(line)
    if found:
        counted.passed, counted.failed, counted.skipped = map(int, found.groups())
    if status != 0 and counted.failed == 0:
        counted.failed = 1
    add(tally, counted, name)


def add(tally, counted, name):
    print(f"{name}: {counted.closing_line()}", flush=True)
    tally.passed += counted.passed
    tally.failed += counted.failed
    tally.skipped += counted.skipped


def run():
    options = parse_options()
    directory = os.environ.get("BUILD") or ("build-sanitize" if options.sanitize else "build")
    tally = runner.Tally()
    if build(directory, options.sanitize):
        unit_tests(directory, options, tally)
        runner_tests("scenarios", "tests/scenarios/run.py", directory, options, tally)
        runner_tests("tests of the program", "tests/program/run.py", directory, options, tally)
    else:
        print("the build failed")
        tally.failed = 1
    print(tally.closing_line(), flush=True)
    return tally.status


def main():
    try:
        return run()
    except KeyboardInterrupt:
        if _child is not None:
            try:
                _child.wait(10)  # Ctrl-C has reached the step as well
            except subprocess.TimeoutExpired:
                pass
        raise
    finally:
        if _child is not None and _child.poll() is None:
            _child.terminate()
            _child.wait()


if __name__ == "__main__":
    runner.main(main)
