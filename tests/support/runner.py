"""What the runners of scenarios/ and program/ share.

Running a command so that Ctrl-C ends it, many jobs on a few threads, comparing
texts, and the closing line that tests/run adds up.
"""

import argparse
import difflib
import fnmatch
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import traceback
import zlib

import installations
import postgres
import this_run

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

COMMAND_TIMEOUT = 60
VALGRIND_TIMEOUT = 600
LONGEST_DETAIL = 200  # lines

# A status of its own for what the sanitizers and valgrind find: pgmob never exits with it.
MEMORY_ERROR = 99
SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": f"detect_leaks=1:exitcode={MEMORY_ERROR}",
    "UBSAN_OPTIONS": f"halt_on_error=1:print_stacktrace=1:exitcode={MEMORY_ERROR}",
    "LSAN_OPTIONS": f"exitcode={MEMORY_ERROR}",
}


class Failure(Exception):
    """A test that did not hold: a title for its line, and the text below it."""

    def __init__(self, title, detail=""):
        super().__init__(title)
        self.title = title
        self.detail = detail


# The program under test.


def clean_environment(*additions):
    """The caller's environment without what steers libpq and pgmob, then the additions."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "PGMOB_", "LC_", "LANG"))
    }
    env.update(
        LC_ALL="C.UTF-8",
        NO_COLOR="1",
        HOME="/nonexistent",  # no .pgpass, no services, no certificates of the caller
        TZ="UTC",
        **SANITIZER_OPTIONS,
    )
    for addition in additions:
        env.update(addition)
    return env


class Program:
    """pgmob: the binary, and valgrind in front of it where that is asked for."""

    def __init__(self, path, valgrind=False):
        self.path = os.path.abspath(path)
        self.valgrind = valgrind
        self.timeout = VALGRIND_TIMEOUT if valgrind else COMMAND_TIMEOUT

    def command(self, *words):
        prefix = []
        if self.valgrind:
            prefix = [
                "valgrind",
                "--quiet",
                "--leak-check=full",
                "--show-leak-kinds=definite",
                "--errors-for-leak-kinds=definite",
                f"--error-exitcode={MEMORY_ERROR}",
            ]
        return [*prefix, self.path, *words]


class Result:
    """What a command did. Bytes are kept: "the same bytes" is something that tests say."""

    def __init__(self, words, status, output, errors):
        self.words = words
        self.status = status
        self.output = output
        self.errors = errors

    @property
    def out(self):
        return self.output.decode("utf-8", "backslashreplace")

    @property
    def err(self):
        return self.errors.decode("utf-8", "backslashreplace")

    def __str__(self):
        text = " ".join(["$", os.path.basename(self.words[0]), *self.words[1:]]) + "\n"
        for name, content in (("", self.out), ("stderr: ", self.err)):
            text += "".join(f"  {name}{line}\n" for line in content.splitlines())
        return text + f"  status {self.status}"

    def expect(self, status=None, out=None, err=None, out_has=None, err_has=None):
        """Fails where the result is another: texts are equal, match a pattern, or are contained."""
        if status is not None and self.status != status:
            raise Failure(f"status {self.status} instead of {status}", str(self))
        for name, wanted, actual in (("stdout", out, self.out), ("stderr", err, self.err)):
            if isinstance(wanted, re.Pattern):
                if not wanted.search(actual):
                    raise Failure(f"{name} does not match {wanted.pattern!r}", str(self))
            elif wanted is not None and wanted != actual:
                raise Failure(f"{name} differs", difference(wanted, actual, name) + "\n" + str(self))
        for name, wanted, actual in (("stdout", out_has, self.out), ("stderr", err_has, self.err)):
            for part in [wanted] if isinstance(wanted, str) else wanted or []:
                if part not in actual:
                    raise Failure(f"{name} has no {part!r}", str(self))
        return self


_lock = threading.Lock()
_running = set()
_stopping = False


def start(words, **options):
    """Popen, for a process that the end of the run ends too."""
    with _lock:
        if _stopping:
            raise Failure("interrupted")
        # Ctrl-C at the runner must not look to a test like a Ctrl-C at pgmob.
        process = subprocess.Popen(words, start_new_session=True, **options)
        _running.add(process)
        return process


def finished(process):
    with _lock:
        _running.discard(process)


def run(words, env=None, cwd=None, stdin=b"", timeout=COMMAND_TIMEOUT):
    """Runs a command to its end; too long is a failure, as is a finding of a sanitizer."""
    process = start(
        words,
        env=env,
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        output, errors = process.communicate(stdin, timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        raise Failure(
            f"still running after {timeout} s", str(Result(words, process.returncode, output, errors))
        ) from None
    finally:
        finished(process)
    return checked(Result(words, process.returncode, output, errors))


def checked(result):
    """A crash is never what a test expects."""
    if result.status == MEMORY_ERROR:
        raise Failure("a memory error", str(result))
    crashes = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)
    if -result.status in crashes:
        raise Failure(f"ended by {signal.Signals(-result.status).name}", str(result))
    return result


# Texts.


def difference(expected, actual, name):
    """A unified diff, from what is expected to what there is."""
    lines = difflib.unified_diff(
        expected.splitlines(), actual.splitlines(), name, "actual", lineterm=""
    )
    text = "\n".join(lines)
    return text or "(they differ in the last line's end)"


_CLUSTER = re.compile(r"cluster \d+…? at \S+ \(PostgreSQL (?:[^()]|\([^()]*\))*\)")


_SERVER_VERSION = re.compile(r"((?:the server is|written by pgmob export from) PostgreSQL )\d+(\.\d+|devel|beta\d+|rc\d+)")


def normalised(text, *servers):
    """The text without what is another in every run: identifiers, sockets and ports."""
    text = _CLUSTER.sub("cluster ID at SERVER (PostgreSQL VERSION)", text)
    text = _SERVER_VERSION.sub(r"\1VERSION", text)
    for server in servers:
        text = text.replace(server.host, "SOCKET")
        if server.port != 5432:
            text = re.sub(rf"\b{server.port}\b", "PORT", text)
    return text


def version_matches(rule, version):
    """`>=16`, `>=14 <17` (all of them), `13 14` (one of them), or nothing (any)."""
    words = rule.split()
    comparisons = [word for word in words if not word.isdigit()]
    numbers = [int(word) for word in words if word.isdigit()]
    for word in comparisons:
        parts = re.fullmatch(r"(>=|<=|<|>)(\d+)", word)
        if not parts:
            raise ValueError(f"versions: {word!r} is not like >=16")
        sign, number = parts.group(1), int(parts.group(2))
        holds = {
            ">=": version >= number,
            "<=": version <= number,
            "<": version < number,
            ">": version > number,
        }[sign]
        if not holds:
            return False
    return version in numbers if numbers else True


# Options that all runners have.


def options_parser(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "-k", action="append", metavar="PATTERN", help="only what has this in its name, or a glob"
    )
    parser.add_argument("--version", metavar="15,18", help="only these versions of PostgreSQL")
    parser.add_argument(
        "--pgmob",
        metavar="PATH",
        default=os.path.join(os.environ.get("BUILD", os.path.join(ROOT, "build")), "src", "pgmob"),
        help="the program to test (default: build/src/pgmob)",
    )
    parser.add_argument("-j", type=int, metavar="N", default=os.cpu_count() or 2, help="jobs at a time")
    parser.add_argument(
        "--spread",
        action="store_true",
        help="of the versions between the oldest and the newest, run each test on one",
    )
    parser.add_argument("--slowest", type=int, metavar="N", default=0, help="name the N that took longest")
    parser.add_argument("--valgrind", action="store_true", help="run pgmob under valgrind")
    return parser


def spread(options, name, versions):
    """The versions that a test of that name runs on, of these: with --spread all of them are used, but not by each."""
    if not options.spread or len(versions) <= 3:
        return versions
    between = versions[1:-1]
    return [versions[0], between[zlib.crc32(name.encode()) % len(between)], versions[-1]]


def program_of(options):
    if not os.access(options.pgmob, os.X_OK):
        sys.exit(f"{options.pgmob} is not built: meson setup build && ninja -C build")
    return Program(options.pgmob, options.valgrind)


def wanted_versions(options):
    if not options.version:
        return list(installations.SUPPORTED)
    try:
        wanted = sorted({int(word) for word in options.version.replace(",", " ").split()})
    except ValueError:
        sys.exit(f"--version {options.version}: numbers like 15,18")
    supported = installations.SUPPORTED
    unknown = [version for version in wanted if version not in supported]
    if unknown:
        sys.exit(f"--version {unknown[0]}: pgmob supports {supported[0]} to {supported[-1]}")
    return wanted


def selected(name, patterns):
    """Whether -k asks for a name."""
    if not patterns:
        return True
    return any(
        fnmatch.fnmatchcase(name, pattern) if re.search(r"[*?\[]", pattern) else pattern in name
        for pattern in patterns
    )


# Jobs.


class Skipped(Exception):
    """What a test needs is not to be had here; its text says what."""


class Job:
    """One test: what it is, where it runs, and a function that raises Failure or returns."""

    def __init__(self, name, place, function):
        self.name = name
        self.place = place
        self.function = function
        self.failure = None
        self.skipped = None
        self.seconds = 0

    def run(self):
        began = time.monotonic()
        self._run()
        self.seconds = time.monotonic() - began

    def _run(self):
        try:
            self.function()
        except Skipped as reason:
            self.skipped = str(reason)
        except Failure as failure:
            self.failure = failure
        except postgres.ServerError as error:
            self.failure = Failure(str(error).splitlines()[0], str(error))
        except Exception as error:  # a fault of the test itself: it fails, and the others go on
            self.failure = Failure(repr(error), traceback.format_exc())


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    def closing_line(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def status(self):
        return 1 if self.failed else 0


def run_jobs(jobs, workers, tally, slowest=0):
    """Runs the jobs, reports each failure as it comes, and counts."""
    waiting, done = queue.SimpleQueue(), queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)

    def work():
        while not _stopping:
            try:
                job = waiting.get_nowait()
            except queue.Empty:
                return
            job.run()
            done.put(job)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(max(1, workers))]
    for thread in threads:
        thread.start()
    began = shown = time.monotonic()
    for number in range(1, len(jobs) + 1):
        job = done.get()
        if job.failure:
            tally.failed += 1
            _report(job)
        elif job.skipped:
            tally.skipped += 1
            print(f"SKIPPED {job.name} {job.place}: {job.skipped}", flush=True)
        else:
            tally.passed += 1
        if time.monotonic() - shown >= 30:
            shown = time.monotonic()
            print(f"… {number} of {len(jobs)} after {shown - began:.0f} s", flush=True)
    for thread in threads:
        thread.join()
    for job in sorted(jobs, key=lambda job: -job.seconds)[:slowest]:
        print(f"{job.seconds:6.1f} s  {job.name} {job.place}")


_reported = {}  # (name, title) → the place where it failed so first


def _report(job):
    """A line a failure; what is below it is said once, not again for each version."""
    title, detail = job.failure.title, job.failure.detail.rstrip().splitlines()
    before = _reported.setdefault((job.name, title), job.place)
    print(f"FAILED {job.name} {job.place}: {title}" + (f", as {before}" if before != job.place else ""))
    if before == job.place:
        for line in detail[:LONGEST_DETAIL]:
            print(f"    {line}")
        if len(detail) > LONGEST_DETAIL:
            print(f"    … and {len(detail) - LONGEST_DETAIL} more lines")
    sys.stdout.flush()


def stop_everything():
    """Ends what the tests have started, so that their threads come to an end."""
    global _stopping
    with _lock:
        _stopping = True
        processes = list(_running)
    for process in processes:
        process.kill()
    this_run.clean_up()


def main(function):
    """Runs a runner's main function; whatever ends it, nothing stays behind."""
    this_run.exit_on_signals()
    status = 1
    try:
        status = function()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        status = 130
    except SystemExit as leave:
        if isinstance(leave.code, str):
            print(leave.code, file=sys.stderr)
        else:
            status = leave.code or 0
    finally:
        stop_everything()
    sys.exit(status)
