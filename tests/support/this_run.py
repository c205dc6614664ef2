"""This run of the tests: its directory, what it has started, and its end.

Whatever ends the run, no process and no file of it stays behind.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from installations import ServerError, server_environment

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Held while something starts: the end of the run comes before it, or finds it.
lock = threading.RLock()

_root = None
_live = []  # the servers that are not closed yet
_helpers = set()  # initdb and cp, while they run
_closing = False


def directory():
    """This run's own directory, in memory where there is room for data directories."""
    global _root
    with lock:
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


def add_server(server):
    """The run closes the server at its end, unless it is forgotten before."""
    with lock:
        _live.append(server)


def forget_server(server):
    with lock:
        if server in _live:
            _live.remove(server)


def call(command):
    """Runs a helper to its end, or to the end of the run."""
    with lock:
        directory()  # refuses when the run is ending
        process = subprocess.Popen(
            command,
            cwd="/",
            env=server_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _helpers.add(process)
    output, _ = process.communicate()
    with lock:
        _helpers.discard(process)
    if process.returncode != 0:
        words = output.decode("utf-8", "replace")
        raise ServerError(f"{os.path.basename(command[0])} failed:\n{words}")


def clean_up():
    """Ends every server of this run and removes its directory; nothing may start after it."""
    global _root, _closing
    with lock:
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
        remove(root)


def remove(path):
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
