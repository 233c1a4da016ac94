"""``bothways serve``: set up what is not set up yet, then the site and its worker until Ctrl-C.

Knows no Django: a second start only compares a stamp, so that the page answers within seconds.
"""

import hashlib
import http.client
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import TextIO

from bothways.core.version import code_version
from bothways.env import env_int, env_text, var_folder

Process = subprocess.Popen[bytes]
PATIENCE_SECONDS = 60.0
DAY_SECONDS = 24 * 3600.0
# Signals that asked us to stop; a list, since an Event may not be set by its own waiter.
ASKED: list[int] = []


def serve() -> None:
    port = env_int("BOTHWAYS_PORT", 8000)
    if _is_taken(port):
        sys.exit(
            f"Port {port} is in use already. Stop what answers there, or start with another: "
            f"BOTHWAYS_PORT={port + 1} make run"
        )
    _stop_on_signals()
    set_up_once()
    started: list[Process] = []
    try:
        started += [_start_web(port)]
        started += [_start_worker()]
        _wait_for(port, started[0])
        _say_hello(port)
        _watch(started)
    except KeyboardInterrupt:
        print()
    finally:
        _stop(started)


def _watch(started: list[Process]) -> None:
    """Wait until one of them ends. Once at the start and then every day, do what is due."""
    site, due = tuple(started), time.monotonic()
    while not ASKED and all(process.poll() is None for process in site):
        if time.monotonic() >= due:
            due += DAY_SECONDS
            started[len(site) :] = [_start_daily()]
        time.sleep(0.3)


def _start_daily() -> Process:
    command = [sys.executable, "-m", "bothways", "daily"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def set_up_once(says: TextIO | None = None) -> None:
    """Run ``bothways setup`` unless this very code has done so for this very database."""
    stamp = var_folder() / "setup-stamp"
    if stamp.exists() and stamp.read_text() == _state():
        return
    done = subprocess.run([sys.executable, "-m", "bothways", "setup"], stdout=says)
    if done.returncode:
        sys.exit(done.returncode)
    # Compiled translations belong to the code that draws pages, hence the second look.
    code_version.cache_clear()
    stamp.write_text(_state())


def set_up_first() -> None:
    """Before the first command that needs a database. What the set-up says goes to stderr."""
    if not (var_folder() / "setup-stamp").exists():
        set_up_once(sys.stderr)


def _state() -> str:
    # A hash, since the address of a database may hold a password.
    return hashlib.sha256(f"{code_version()} {env_text('DATABASE_URL')}".encode()).hexdigest()


def _start_web(port: int) -> Process:
    host = env_text("BOTHWAYS_BIND", "127.0.0.1")
    return subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host,
            "--port", str(port), "--workers", "1", "--blocking-threads", "4",
            "--log-level", "warning", "--no-access-log", "bothways.wsgi:application",
        ]
    )  # fmt: skip


def _start_worker() -> Process:
    return subprocess.Popen(
        [sys.executable, "-m", "bothways", "db_worker", "--interval", "1", "-v", "0"]
    )


def _wait_for(port: int, web: Process) -> None:
    """The address is printed once it answers, so that nobody meets a dead page."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while web.poll() is None and time.monotonic() < deadline and not _answers(port):
        time.sleep(0.05)


def _answers(port: int) -> bool:
    """The server listens before it has loaded the site, so only a real answer counts."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _is_taken(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _stop_on_signals() -> None:
    # A plain `kill` ends the two children too, and Ctrl-C works also when a shell started us in
    # the background, where it had been switched off.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _asked_to_stop)


def _asked_to_stop(number: int, frame: FrameType | None) -> None:
    # Both: what waits is interrupted, and if the exception falls into a finaliser, where Python
    # drops it, the loop still learns of it.
    ASKED.append(number)
    raise KeyboardInterrupt


def _say_hello(port: int) -> None:
    site = env_text("BOTHWAYS_URL", f"http://127.0.0.1:{port}").rstrip("/")
    print(f"Bothways is at {site}")
    passwords = var_folder() / "editor-password.txt"
    if passwords.exists():
        word = passwords.read_text().strip()
        print(f"Sign in at {site}/accounts/login/ as editor or as reviewer, password {word}")
        print(f"(kept in {passwords})")
    print("Stop with Ctrl-C.", flush=True)


def _stop(processes: list[Process]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
