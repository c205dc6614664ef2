#!/usr/bin/env python3
"""Runs the tests of the program: each function test_…(ctx) of the files test_….py here.

How a test is written is said in framework.py.
"""

import glob
import importlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import framework
import installations
import runner


def find_tests(patterns):
    """(name, function) of every test, as `apply.test_asks_first`."""
    found = []
    for path in sorted(glob.glob(os.path.join(HERE, "test_*.py"))):
        module = importlib.import_module(os.path.basename(path)[: -len(".py")])
        for name, function in vars(module).items():
            if name.startswith("test_") and callable(function):
                full_name = f"{module.__name__[len('test_'):]}.{name}"
                if runner.selected(full_name, patterns):
                    found.append((full_name, function))
    return found


def job_of(name, function, program, version):
    def run():
        context = framework.Context(program, version, getattr(function, "server", {}))
        try:
            function(context)
        finally:
            context.close()

    place = "offline" if version is None else f"on PostgreSQL {version}"
    return runner.Job(name, place, run)


def versions_of(function, wanted, available):
    """The versions that a test is to run on, of those wanted."""
    fitting = [v for v in wanted if runner.version_matches(getattr(function, "versions", ""), v)]
    if getattr(function, "once", False):
        here = [version for version in fitting if version in available]
        return here[-1:] or fitting[-1:]
    if getattr(function, "ends", False):
        here = [version for version in fitting if version in available] or fitting
        return sorted({here[0], here[-1]}) if here else []
    return fitting


def main():
    options = runner.options_parser("Runs the tests of the program.").parse_args()
    program = runner.program_of(options)
    tests = find_tests(options.k)
    wanted = runner.wanted_versions(options)
    with_server = any(not hasattr(function, "offline") for _, function in tests)
    available = installations.available_versions(wanted) if with_server else wanted
    tally = runner.Tally()
    jobs = []
    for name, function in tests:
        if hasattr(function, "offline"):
            jobs.append(job_of(name, function, program, None))
            continue
        for version in runner.spread(options, name, versions_of(function, wanted, available)):
            if version in available:
                jobs.append(job_of(name, function, program, version))
            else:
                tally.skipped += 1
    print(f"{len(tests)} tests of the program, {len(jobs)} runs", flush=True)
    runner.run_jobs(jobs, options.j, tally, options.slowest)
    print(tally.closing_line())
    return tally.status


if __name__ == "__main__":
    runner.main(main)
