"""How far the making of a PDF is, and how a person stops it."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]  # pages done, pages expected


class Cancelled(Exception):  # noqa: N818 (no error: a person asked for it)
    """Nobody waits for the file any more. Raise it from ``progress``: that ends the rendering."""


def quiet(done: int, total: int) -> None:
    """No progress wanted."""


class _Watcher(logging.Handler):
    """Hears WeasyPrint tell "Creating layout - Page 17" and passes it on."""

    def __init__(self, progress: Progress, expected: int) -> None:
        super().__init__(logging.INFO)
        self.progress, self.expected, self.furthest = progress, expected, 0

    def emit(self, record: logging.LogRecord) -> None:
        found = re.search(r"Page (\d+)", record.getMessage())
        if found and int(found.group(1)) > self.furthest:
            self.furthest = int(found.group(1))
            self.progress(min(self.furthest, self.expected - 1), self.expected)


@contextmanager
def watched(progress: Progress, expected: int) -> Iterator[None]:
    """While a document is laid out, ``progress`` hears of every page."""
    logger = logging.getLogger("weasyprint.progress")
    watcher = _Watcher(progress, expected)
    level, loud = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(watcher)
    try:
        yield
    finally:
        logger.removeHandler(watcher)
        logger.setLevel(level)
        logger.propagate = loud
