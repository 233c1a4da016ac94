"""Makes the file of a report in a format, and says what making and cancelling one means."""

from collections.abc import Callable
from importlib import import_module

from bothways.publishing.report.chapters import Report

Progress = Callable[[int, int], None]
# By name, since each of the two libraries takes a second to load.
MAKERS = {
    "pdf": "bothways.publishing.report.pdf:report_pdf",
    "docx": "bothways.publishing.report.docx:report_docx",
}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Cancelled(Exception):  # noqa: N818 (no error: a person asked for it)
    """The person who waits for the file does not want it any more. Raise it from ``progress``."""


def quiet(done: int, total: int) -> None:
    """No progress wanted."""


def make_file(report: Report, file_format: str, progress: Progress = quiet) -> bytes:
    module, _colon, function = MAKERS[file_format].partition(":")
    made: bytes = getattr(import_module(module), function)(report, progress)
    return made
