"""``bothways serve``: the web server and one worker for long work, until Ctrl-C."""

import os
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from bothways.core.management.commands.setup import PASSWORD_FILE


def _answers() -> bool:
    try:
        socket.create_connection(("127.0.0.1", settings.PORT), timeout=1).close()
    except OSError:
        return False
    return True


class Command(BaseCommand):
    help = "Starts the site and its worker, prints the address and how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        started = [self._start_web(), self._start_worker()]
        try:
            self._wait_for_web(started[0])
            self._say_hello()
            while all(process.poll() is None for process in started):
                time.sleep(0.3)
        except KeyboardInterrupt:
            pass
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=10)

    def _wait_for_web(self, web: subprocess.Popen[bytes]) -> None:
        """The address is printed once it answers, so that nobody meets a dead page."""
        deadline = time.monotonic() + 60
        while web.poll() is None and time.monotonic() < deadline and not _answers():
            time.sleep(0.1)

    def _say_hello(self) -> None:
        self.stdout.write(f"Bothways is at {settings.SITE_URL}")
        if PASSWORD_FILE.exists():
            word = PASSWORD_FILE.read_text().strip()
            address = f"{settings.SITE_URL}/accounts/login/"
            self.stdout.write(f"Sign in at {address} as editor (or reviewer), password {word}")
            self.stdout.write(f"(the password is kept in {PASSWORD_FILE})")
        self.stdout.write("Stop with Ctrl-C.")

    def _start_web(self) -> subprocess.Popen[bytes]:
        host = os.environ.get("BOTHWAYS_BIND", "127.0.0.1")
        return subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host,
                "--port", str(settings.PORT), "--workers", "1", "--blocking-threads", "4",
                "--log-level", "warning", "--no-access-log", "bothways.wsgi:application",
            ]
        )  # fmt: skip

    def _start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "bothways", "db_worker", "--interval", "1", "-v", "0"]
        return subprocess.Popen(command)
