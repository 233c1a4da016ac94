"""How far the making of certificates is, and how a person stops it."""

import logging
import re
from collections.abc import Callable

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """Nobody waits for the certificates any more. Raise it from ``progress``."""


def quiet(done: int, total: int) -> None:
    """No progress wanted."""


class Watcher(logging.Handler):
    """Hears WeasyPrint tell "Creating layout - Page 17" and passes it on."""

    def __init__(self, progress: Progress, expected: int) -> None:
        super().__init__(logging.INFO)
        self.progress, self.expected, self.furthest = progress, expected, 0

    def emit(self, record: logging.LogRecord) -> None:
        found = re.search(r"Page (\d+)", record.getMessage())
        if found and int(found.group(1)) > self.furthest:
            self.furthest = int(found.group(1))
            self.progress(min(self.furthest, self.expected - 1), self.expected)
