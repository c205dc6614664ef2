"""What tests of the program are written with.

A test is a function test_…(ctx) in a file test_….py here. It runs on every version of PostgreSQL,
with a server that starts when the test first asks for ctx.server:

    def test_a_plan_changes_nothing(ctx):
        manifest = ctx.write("m.yaml", "version: 1\\nroles: [{name: shop}]\\n")
        ctx.pgmob("plan", "-f", manifest).expect(status=0, out_has="+ role shop")
        ctx.equal(ctx.server.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'shop'"), "0\\n")

Decorators say otherwise: @offline, @once, @versions(">=16"), @server(wal_level="logical").
"""

import os
import select
import signal
import subprocess
import tempfile
import time

import installations
import postgres
import runner
import this_run
from runner import Failure


# Decorators.


def offline(function):
    """Needs no server: runs once."""
    function.offline = True
    return function


def once(function):
    """The version makes no difference: runs on the newest that is available."""
    function.once = True
    return function


def ends(function):
    """The version makes little difference: runs on the oldest and the newest that are wanted."""
    function.ends = True
    return function


def versions(rule):
    """Runs on some versions only: `>=16`, `>=14 <17`, `13 14`."""

    def mark(function):
        function.versions = rule
        return function

    return mark


def server(**settings):
    """The arguments for the server of the test, as for postgres.Server."""

    def mark(function):
        function.server = settings
        return function

    return mark


# Running programs.


class Background:
    """A program that is still running."""

    def __init__(self, words, env, cwd, timeout):
        self._words = words
        self._timeout = timeout
        self._output = tempfile.TemporaryFile()
        self._errors = tempfile.TemporaryFile()
        self.process = runner.start(
            words,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._errors,
        )

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def interrupt(self):
        self.signal(signal.SIGINT)

    def wait(self, timeout=None):
        """The result at its end."""
        try:
            self.process.wait(timeout or self._timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failure("still running", str(self._result())) from None
        finally:
            runner.finished(self.process)
        return runner.checked(self._result())

    def _result(self):
        texts = []
        for file in (self._output, self._errors):
            file.seek(0)
            texts.append(file.read())
        return runner.Result(self._words, self.process.returncode, *texts)

    def end(self):
        if self.running:
            self.process.kill()
            self.process.wait()
        runner.finished(self.process)
        self._output.close()
        self._errors.close()


class Terminal:
    """A program on a terminal of its own: what it asks can be answered.

    All that it prints, on stdout and stderr, is in .text.
    """

    def __init__(self, words, env, cwd, timeout, columns=100):
        self._words = words
        self._timeout = timeout
        self._bytes = b""
        self._seen = 0
        self._terminal, inside = os.openpty()
        # setsid makes the terminal the one that Ctrl-C comes from.
        self.process = runner.start(
            ["setsid", "--ctty", "--wait", *words],
            env={**env, "TERM": "xterm", "COLUMNS": str(columns), "LINES": "40"},
            cwd=cwd,
            stdin=inside,
            stdout=inside,
            stderr=inside,
        )
        os.close(inside)

    @property
    def text(self):
        return self._bytes.decode("utf-8", "backslashreplace").replace("\r\n", "\n")

    def _read(self, timeout):
        """More of the output; False at its end."""
        if not select.select([self._terminal], [], [], timeout)[0]:
            return True
        try:
            more = os.read(self._terminal, 65536)
        except OSError:  # the terminal's other side is closed
            return False
        self._bytes += more
        return bool(more)

    def expect(self, text):
        """Waits until the text appears, after what was already waited for."""
        deadline = time.monotonic() + self._timeout
        while text not in self.text[self._seen :]:
            if time.monotonic() > deadline or not self._read(0.2):
                raise Failure(f"no {text!r} on the terminal", self.text)
        self._seen = self.text.index(text, self._seen) + len(text)
        return self

    def send(self, text):
        os.write(self._terminal, text.encode())
        return self

    def answer(self, line):
        return self.send(line + "\n")

    def interrupt(self):
        """Ctrl-C, as typed."""
        return self.send("\x03")

    def wait(self):
        """The result at its end; all output counts as stdout."""
        deadline = time.monotonic() + self._timeout
        while self._read(0.2):
            if time.monotonic() > deadline:
                raise Failure("still running on its terminal", self.text)
        self.process.wait(self._timeout)
        status = self.process.returncode
        return runner.checked(runner.Result(self._words, status, self.text.encode(), b""))

    def end(self):
        if self.process.poll() is None:
            # The program leads the session of the terminal: closing it would be a hangup.
            for child in postgres._children(self.process.pid) or [self.process.pid]:
                try:
                    os.kill(child, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.process.wait()
        runner.finished(self.process)
        os.close(self._terminal)


class Session:
    """A psql that stays connected: another user of the server, with transactions of its own.

    .run() gives the answer, .send() does not wait for it; then .answer() does.
    """

    def __init__(self, server, db="postgres", user=None, timeout=30):
        env = runner.clean_environment(server.env(db), {"PGUSER": user} if user else {})
        self._timeout = timeout
        self._sent = self._answered = 0
        self._text = b""
        self._process = runner.start(
            [installations.psql_program(), "-X", "-q", "-A", "-t"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def send(self, sql):
        self._sent += 1
        self._process.stdin.write(f"{sql}\n;\n\\echo done {self._sent}\n".encode())
        self._process.stdin.flush()
        return self

    def answer(self):
        """All that psql has said since the last answer."""
        mark = f"done {self._sent}\n".encode()
        deadline = time.monotonic() + self._timeout
        while mark not in self._text:
            ready = select.select([self._process.stdout], [], [], 0.2)[0]
            more = os.read(self._process.stdout.fileno(), 65536) if ready else None
            if more == b"" or time.monotonic() > deadline:
                raise Failure("no answer from psql", self._text.decode())
            self._text += more or b""
        before, _, self._text = self._text.partition(mark)
        lines = before.decode().splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("done "))

    def run(self, sql):
        return self.send(sql).answer()

    def end(self):
        self._process.kill()
        self._process.wait()
        runner.finished(self._process)
        self._process.stdin.close()
        self._process.stdout.close()


# The context of a test.


class Context:
    """What a test gets: the program, a server, a directory, and comparisons."""

    def __init__(self, program, version, settings):
        self.program = program
        self.version = version
        self._settings = settings
        self._server = None
        self._open = []  # to be closed at the end, last first
        self._directory = None

    def close(self):
        while self._open:
            self._open.pop()()

    # Places.

    @property
    def directory(self):
        """A directory of the test's own, the working directory of its programs."""
        if self._directory is None:
            self._directory = tempfile.TemporaryDirectory(prefix="t", dir=this_run.directory())
            self._open.append(self._directory.cleanup)
        return self._directory.name

    def write(self, name, content):
        """Makes a file in the directory; returns its name."""
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return name

    def read(self, name):
        with open(os.path.join(self.directory, name), encoding="utf-8", newline="") as file:
            return file.read()

    # Servers.

    @property
    def server(self):
        if self._server is None:
            self._server = self.new_server(**self._settings)
        return self._server

    def new_server(self, **settings):
        """One more server."""
        if self.version is None:
            raise Failure("an @offline test has no server")
        return self.use(postgres.Server(self.version, **settings))

    def new_standby(self, **settings):
        """A standby of the test's server."""
        return self.use(self.server.standby(**settings))

    def use(self, manager):
        """Enters a context manager that is left at the end of the test."""
        value = manager.__enter__()
        self._open.append(lambda: manager.__exit__(None, None, None))
        return value

    def use_closing(self, thing):
        """Closes a thing at the end of the test."""
        self._open.append(thing.close)
        return thing

    # Programs.

    def env(self, env=None, server=None):
        """The environment of pgmob: the test's server (or another), and the additions (None removes)."""
        target = server or (self.server if self.version is not None else None)
        whole = runner.clean_environment(target.env() if target else {}, env or {})
        return {name: value for name, value in whole.items() if value is not None}

    def pgmob(self, *words, env=None, server=None, stdin=b"", timeout=None):
        """Runs pgmob to its end."""
        return runner.run(
            self.program.command(*words),
            env=self.env(env, server),
            cwd=self.directory,
            stdin=stdin.encode() if isinstance(stdin, str) else stdin,
            timeout=timeout or self.program.timeout,
        )

    def start(self, *words, env=None, server=None):
        """Runs pgmob in the background."""
        started = Background(
            self.program.command(*words), self.env(env, server), self.directory, self.program.timeout
        )
        self._open.append(started.end)
        return started

    def terminal(self, *words, env=None, server=None, columns=100):
        """Runs pgmob on a terminal."""
        command = self.program.command(*words)
        return self.terminal_of(*command, env=env, server=server, columns=columns)

    def terminal_of(self, *command, env=None, server=None, columns=100):
        """Runs any command on a terminal."""
        started = Terminal(
            command,
            self.env(env, server),
            self.directory,
            self.program.timeout,
            columns,
        )
        self._open.append(started.end)
        return started

    def session(self, server=None, **settings):
        """A psql that stays connected to the test's server, or another."""
        started = Session(server or self.server, **settings)
        self._open.append(started.end)
        return started

    # Saying what must be.

    @staticmethod
    def equal(actual, expected, what="the result"):
        if actual != expected:
            if isinstance(actual, str) and isinstance(expected, str):
                detail = runner.difference(expected, actual, "expected")
            else:
                detail = f"expected {expected!r}\nactual   {actual!r}"
            raise Failure(f"{what} differs", detail)

    @staticmethod
    def fail(title, detail=""):
        raise Failure(title, detail)

    @staticmethod
    def skip(reason):
        """Ends the test without a result: what it needs is not to be had here."""
        raise runner.Skipped(reason)

    def until(self, condition, what, timeout=20):
        """Waits until the function returns something true, and returns that."""
        deadline = time.monotonic() + timeout * (10 if self.program.valgrind else 1)
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                raise Failure(f"it did not happen: {what}")
            time.sleep(0.02)

    def until_waiting(self, what="Lock", server=None):
        """Waits until a session of an apply waits in the server: for a Lock, or another event type."""
        sql = f"""SELECT count(*) > 0 FROM pg_stat_activity
                   WHERE application_name = 'pgmob/apply' AND wait_event_type = '{what}'"""
        server = server or self.server
        self.until(lambda: server.psql(sql).strip() == "t", f"apply waits for {what}")

    def until_sql(self, sql, db="postgres"):
        """Waits until a query on the test's server answers true."""
        self.until(lambda: self.server.psql(sql, db=db).strip() == "t", sql)
