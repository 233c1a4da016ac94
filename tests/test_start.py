"""The start of the site, as `make run` does it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "BOTHWAYS_VAR": str(folder),
        "BOTHWAYS_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "bothways.settings",
        "DATABASE_URL": "",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bothways", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until_ready(site: "subprocess.Popen[str]") -> str:
    assert site.stdout is not None
    said = ""
    for line in site.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    pytest.fail(f"The site stopped before it was ready: {said}")


def stop(site: "subprocess.Popen[str]") -> None:
    site.send_signal(signal.SIGTERM)
    site.wait(timeout=20)
    assert site.stdout is not None
    site.stdout.close()


def test_the_site_starts_tells_how_to_sign_in_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    first = start(tmp_path, port)
    try:
        said = until_ready(first)
        assert "113 practices" in said
        assert f"http://127.0.0.1:{port}" in said
        assert "as editor" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
            assert page.status == 200
        again = start(tmp_path, port)
        assert again.stdout is not None
        assert f"BOTHWAYS_PORT={port + 1}" in again.communicate(timeout=30)[0]
    finally:
        stop(first)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_second_start_finds_everything_done(tmp_path: Path) -> None:
    port = free_port()
    stop_after = start(tmp_path, port)
    until_ready(stop_after)
    stop(stop_after)
    began = time.monotonic()
    second = start(tmp_path, port)
    try:
        said = until_ready(second)
    finally:
        stop(second)
    assert "113 practices" not in said
    # Five seconds are promised on a quiet machine; tests share theirs.
    assert time.monotonic() - began < 30


LOST_IN_A_FINALISER = """
import os, signal
from bothways import start

class Last:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        sum(range(10))

start._stop_on_signals()
last = Last()
del last
start._watch([])
"""


def test_a_request_to_stop_is_not_lost_where_python_drops_exceptions() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOST_IN_A_FINALISER], capture_output=True, text=True, timeout=20
    )
    assert "Exception ignored in" in done.stderr
    assert done.returncode == 0
