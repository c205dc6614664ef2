#!/usr/bin/env python3
"""Private PostgreSQL servers for the tests.

A server is a copy of a template that initdb made once in this run, on a memory
file system where there is room, listening on a Unix socket in a directory of
its own.  It takes about 80 ms from nothing to nothing, so a test has its own.

    with Server(16, work_mem="1MB") as server:
        server.psql("CREATE ROLE shop")

As a command, it gives one server to a program that needs one:

    postgres.py run 16 -- build/tests/unit/test_actual
    postgres.py run any -- psql
    postgres.py versions

Where the programs of a version come from is said in installations.py.
"""

import argparse
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import installations
import this_run
from installations import ServerError

# A test's server may forget everything: none of these changes what SQL sees.
# Autovacuum would only make two runs differ.  Shared memory in files of the
# data directory means that a killed server leaves nothing behind.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "dynamic_shared_memory_type": "mmap",
    "unix_socket_permissions": "0777",
    "timezone": "UTC",
}

START_TIMEOUT = 60
STOP_TIMEOUT = 30
STOP_SIGNALS = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}


# Templates.


_templates = {}  # version → lock, held while its template is made


def _initdb(version, data):
    """A new cluster with superuser postgres, who needs no password."""
    os.mkdir(data, 0o700)
    installations.give_to_server_user(data)
    this_run.call(
        installations.as_server_user(
            [
                os.path.join(installations.bindir_of(version), "initdb"),
                f"--pgdata={data}",
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--wal-segsize=1",  # the default's 16 MB would be half of what is copied
                "--no-sync",
            ]
        )
    )


def _template(version):
    root = this_run.directory()
    with this_run.lock:
        being_made = _templates.setdefault(version, threading.Lock())
    with being_made:
        data = os.path.join(root, f"template{version}")
        if not os.path.isdir(data):
            fresh = data + ".new"
            _initdb(version, fresh)
            os.rename(fresh, data)
        return data


def _copy(source, target):
    """A copy that keeps owners and modes; cp knows how to do that fast."""
    this_run.call(["cp", "-a", source, target])


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_alive(pid):
    """Whether the process still holds anything: one that only waits to be reaped does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def _send_signal(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


class Server:
    """One private server, running between `with` and its end.

    tcp=True also listens on 127.0.0.1 (on .port); fresh=True gives it a system
    identifier of its own; all else are settings of postgresql.conf.
    """

    user = "postgres"

    def __init__(self, version, *, tcp=False, fresh=False, **settings):
        self.version = version
        self.address = "127.0.0.1" if tcp else ""
        self.port = _free_port() if tcp else 5432
        self._fresh = fresh
        self._settings = settings
        self.path = installations.server_environment()["PATH"]  # of what the server runs
        self._process = None
        self._primary = None
        self.host = tempfile.mkdtemp(prefix="s", dir=this_run.directory())
        self.data = os.path.join(self.host, "data")
        self.log = os.path.join(self.host, "log")

    def __enter__(self):
        this_run.add_server(self)
        try:
            installations.give_to_server_user(self.host)
            self._make_data()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def _make_data(self):
        if self._primary is not None:
            self._primary._back_up_to(self.data)
        elif self._fresh:
            _initdb(self.version, self.data)
        else:
            _copy(_template(self.version), self.data)

    def close(self):
        """Ends the server and removes all of it."""
        self.stop("immediate")
        this_run.remove(self.host)
        this_run.forget_server(self)

    # Its life.

    def start(self):
        settings = {
            **FAST,
            "listen_addresses": self.address,
            "unix_socket_directories": self.host,
            "port": str(self.port),
            **self._settings,
        }
        command = [os.path.join(installations.bindir_of(self.version), "postgres"), "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        user = installations.server_user()
        identity = {}
        if user is not None:
            identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with this_run.lock:
            this_run.directory()  # refuses when the run is ending
            with open(self.log, "ab") as log:
                self._process = subprocess.Popen(
                    command,
                    cwd="/",
                    env={**installations.server_environment(), "PATH": self.path},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C is for us; we end it in order
                    **identity,
                )
        self._wait_until_ready()

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_TIMEOUT
        while self._state() != "ready":
            if self._process.poll() is not None:
                raise ServerError(f"PostgreSQL {self.version} did not start:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL {self.version} is not ready:\n{self.log_tail()}")
            time.sleep(0.002)

    def _pid_file(self):
        try:
            with open(os.path.join(self.data, "postmaster.pid"), encoding="utf-8") as file:
                return file.read().splitlines()
        except OSError:
            return []

    def _state(self):
        """What the server itself says of its state, as pg_ctl reads it."""
        lines = self._pid_file()
        if len(lines) < 8 or lines[0].strip() != str(self._process.pid):
            return ""
        return lines[7].strip()

    @property
    def running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self):
        """The postmaster's."""
        return self._process.pid

    def stop(self, mode="fast"):
        """Ends the server; nothing if it doesn't run."""
        if not self.running:
            return
        _send_signal(self.pid, STOP_SIGNALS[mode])
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """Ends all of its processes at once, as the kernel does when memory is short."""
        if not self.running:
            return
        children = _children(self.pid)
        lines = self._pid_file()
        _send_signal(self.pid, signal.SIGKILL)
        for child in children:
            _send_signal(child, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + START_TIMEOUT
        while any(is_alive(child) for child in children) and time.monotonic() < deadline:
            time.sleep(0.002)  # until then they hold the memory that the next start must not find
        if len(lines) > 6 and len(lines[6].split()) == 2:
            # The kernel keeps the little segment that guards the data directory.
            installations.output_of(["ipcrm", "-m", lines[6].split()[1]])

    def restart(self, **settings):
        """Ends and starts it, with more settings than before."""
        self.stop()
        self._settings.update(settings)
        self.start()

    def log_text(self):
        try:
            with open(self.log, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def log_tail(self, lines=20):
        return "\n".join(self.log_text().splitlines()[-lines:])

    # Talking to it.

    def conninfo(self, db="postgres"):
        def quoted(value):
            return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"

        return f"host={quoted(self.host)} port={self.port} user={self.user} dbname={quoted(db)}"

    def env(self, db="postgres"):
        """The environment that makes libpq come here."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGDATABASE": db,
        }

    def psql(self, sql=None, *, db="postgres", file=None, user=None, options=("-A", "-t"), cwd=None):
        """What psql prints; an error of any statement raises ServerError."""
        status, output, errors = self.try_psql(
            sql, db=db, file=file, user=user, options=options, cwd=cwd
        )
        if status != 0:
            raise ServerError(f"psql: {errors.strip() or f'status {status}'}")
        return output

    def try_psql(self, sql=None, *, db="postgres", file=None, user=None, options=("-A", "-t"), cwd=None):
        """The status, the output and the errors of psql."""
        command = [installations.psql_program(), "-X", "-q", "-v", "ON_ERROR_STOP=1", *options]
        command += ["-f", file if file else "-"]
        env = {**_caller_environment(), **self.env(db)}
        if user is not None:
            env["PGUSER"] = user
        done = subprocess.run(
            command,
            input=(sql or "").encode(),
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        return (
            done.returncode,
            done.stdout.decode("utf-8", "backslashreplace"),
            done.stderr.decode("utf-8", "backslashreplace"),
        )

    def read_hba(self):
        with open(os.path.join(self.data, "pg_hba.conf"), encoding="utf-8") as file:
            return file.read()

    def write_hba(self, text):
        """Replaces pg_hba.conf and waits until the rules are in force."""
        with open(os.path.join(self.data, "pg_hba.conf"), "w", encoding="utf-8") as file:
            file.write(text)
        self.reload()

    def reload(self):
        """Makes the server read its files; returns when it has."""
        before = self.log_text().count("received SIGHUP")
        _send_signal(self.pid, signal.SIGHUP)
        deadline = time.monotonic() + 10
        while self.log_text().count("received SIGHUP") == before:
            if time.monotonic() > deadline:
                raise ServerError("the server does not reload")
            time.sleep(0.005)

    # Standbys.

    def standby(self, **settings):
        """A streaming standby of this server, to be used in a `with` as well."""
        standby = Server(
            self.version,
            primary_conninfo=f"host={self.host} port={self.port} user={self.user}",
            **settings,
        )
        standby._primary = self
        return standby

    def wait_for_replay(self):
        """On a standby: returns when it has all that its primary has written."""
        position = self._primary.psql("SELECT pg_current_wal_flush_lsn()").strip()
        deadline = time.monotonic() + 30
        while self.psql(f"SELECT pg_last_wal_replay_lsn() >= '{position}'").strip() != "t":
            if time.monotonic() > deadline:
                raise ServerError("the standby does not follow its primary")
            time.sleep(0.02)

    def _back_up_to(self, target):
        """A base backup without pg_basebackup, which not every version comes with."""
        start, stop = "pg_backup_start('standby', true)", "pg_backup_stop(false)"
        if self.version < 15:
            start, stop = "pg_start_backup('standby', true, false)", "pg_stop_backup(false, false)"
        copy = f"cp -a {shlex.quote(self.data)} {shlex.quote(target)}"
        label = self.psql(
            f"SELECT {start} \\g /dev/null\n\\! {copy}\nSELECT labelfile FROM {stop};\n"
        )
        for name in ("postmaster.pid", "postmaster.opts"):
            os.unlink(os.path.join(target, name))
        for name, text in (("backup_label", label.strip() + "\n"), ("standby.signal", "")):
            path = os.path.join(target, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            installations.give_to_server_user(path)


def _caller_environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


# The command.


def _run(version, command, skip_as_tap):
    if version == "any":
        version = installations.installed_version()
    elif not installations.available_versions([int(version)]):
        if skip_as_tap:
            print(f"1..0 # SKIP PostgreSQL {version} cannot be had")
            return 0
        return 77  # skipped, in the language of meson and automake
    with Server(int(version)) as server:
        process = subprocess.Popen(command, env={**_caller_environment(), **server.env()})
        try:
            status = process.wait()
        except BaseException:
            # Ctrl-C has reached the program too; SIGTERM has not.
            process.terminate()
            process.wait()
            raise
    return status if status >= 0 else 128 - status


def main():
    parser = argparse.ArgumentParser(description="Private PostgreSQL servers for the tests.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run a command with a server of its own")
    run.add_argument("--tap", action="store_true", help="say in TAP when the version cannot be had")
    run.add_argument("version", help="13 … 18, or any: the newest that is here")
    run.add_argument("words", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    commands.add_parser("versions", help="print the versions that can be had, fetching what is missing")
    options = parser.parse_args()
    this_run.exit_on_signals()
    try:
        if options.command == "versions":
            print(*installations.available_versions())
            return 0
        words = options.words[1:] if options.words[:1] == ["--"] else options.words
        if not words or not re.fullmatch(r"any|\d+", options.version):
            parser.error("run VERSION -- COMMAND")
        return _run(options.version, words, options.tap)
    except ServerError as error:
        print(f"postgres.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
